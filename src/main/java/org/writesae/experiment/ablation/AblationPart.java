package org.writesae.experiment.ablation;

import org.writesae.experiment.Reading;

/** The three experiments that leave features out. */
public enum AblationPart implements Reading {
    SINGLE("single", "one feature at a time, where its property is high and where it is low"),
    GROUP("group", "more and more features of a property together"),
    RANDOM("random", "features beside random directions");

    private final String option;
    private final String meaning;

    AblationPart(String option, String meaning) {
        this.option = option;
        this.meaning = meaning;
    }

    @Override
    public String option() {
        return option;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
