package org.writesae.report;

/**
 * What the paper prints for the replacement test on Qwen3.5-0.8B, as text beside our own numbers (ids
 * {@code sub.*} of the published numbers). Two samples are quoted there: layer 9 head 4 alone, and layers
 * 1, 9 and 17 pooled; where one of them is not printed, there is a dash.
 *
 * @param layerNine as printed for L9 H4
 * @param pooled as printed for L1, L9 and L17 H4 together
 */
record PublishedSubstitution(String layerNine, String pooled) {
    static final String MODEL = "Qwen3.5-0.8B";

    private static final String UNPRINTED = "–";

    static final PublishedSubstitution NOT_PRINTED = new PublishedSubstitution(UNPRINTED, UNPRINTED);
    static final PublishedSubstitution FIRINGS = new PublishedSubstitution("1851", "4851");
    static final PublishedSubstitution WIN_RATE = new PublishedSubstitution("91.2\u202f%", "92.4\u202f%");
    static final PublishedSubstitution WILSON = new PublishedSubstitution(UNPRINTED, "91.6–93.1\u202f%");
    static final PublishedSubstitution BY_FEATURE = new PublishedSubstitution(UNPRINTED, "90.9–93.9\u202f%");
    static final PublishedSubstitution BY_PASSAGE = new PublishedSubstitution(UNPRINTED, "90.9–93.4\u202f%");
    static final PublishedSubstitution STRICT_CHAIN = new PublishedSubstitution(UNPRINTED, "89.5\u202f%");
    static final PublishedSubstitution MEDIAN_ATOM = new PublishedSubstitution("0.40", UNPRINTED);
    static final PublishedSubstitution MEDIAN_DELETE = new PublishedSubstitution("1.09", UNPRINTED);
    static final PublishedSubstitution MEDIAN_RANDOM = new PublishedSubstitution("2.02", UNPRINTED);
    static final PublishedSubstitution RATIO_OF_MEDIANS_DELETE = new PublishedSubstitution("2.70", UNPRINTED);
    static final PublishedSubstitution RATIO_OF_MEDIANS_RANDOM = new PublishedSubstitution("4.90", UNPRINTED);
    static final PublishedSubstitution RATIO_DELETE = new PublishedSubstitution(UNPRINTED, "1.55");
    static final PublishedSubstitution RATIO_RANDOM = new PublishedSubstitution(UNPRINTED, "2.52");
    static final PublishedSubstitution WILCOXON = new PublishedSubstitution("< 10⁻²⁰⁰", UNPRINTED);
    static final PublishedSubstitution SIGN_FLIP = new PublishedSubstitution(UNPRINTED, "< 10⁻⁴");
    static final PublishedSubstitution DOMINANCE = new PublishedSubstitution("0.825", UNPRINTED);
}
