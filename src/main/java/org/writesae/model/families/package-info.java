/** Which family a model directory belongs to. */
package org.writesae.model.families;
