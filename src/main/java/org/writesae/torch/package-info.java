/**
 * PyTorch's random numbers on the CPU, replayed: the same seed gives the numbers that torch 2.13 gives. Which of
 * them upstream's training draws, and when, says {@link org.writesae.sae.TrainingDraws}.
 */
package org.writesae.torch;
