package org.writesae.reference.published;

/** An outcome and its reason. */
record Judgement(Outcome outcome, String why) {
}
