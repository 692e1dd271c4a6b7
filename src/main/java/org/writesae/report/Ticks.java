package org.writesae.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where an axis is marked and what is written there. */
final class Ticks {

    /** @param label empty for a minor tick */
    record Tick(double value, String label) {
        boolean isMajor() {
            return !label.isEmpty();
        }
    }

    private Ticks() {
    }

    /**
     * Marks of a logarithmic axis between two decimal logarithms: powers of ten, at most six of them labelled;
     * where fewer than two fit, also 2 and 5 of each decade.
     */
    static List<Tick> decades(double low, double high) {
        int first = (int) Math.ceil(low - 1e-9);
        int last = (int) Math.floor(high + 1e-9);
        if (last - first < 1) {
            return partsOfDecades(low, high);
        }
        int step = Math.max(1, (int) Math.ceil((last - first) / 5.0));
        List<Tick> ticks = new ArrayList<>();
        for (int decade = first; decade <= last; decade++) {
            // Counted from 10⁰, so that 1 is labelled whenever it is on the axis.
            ticks.add(new Tick(decade, Math.floorMod(decade, step) == 0 ? NumberText.power(decade) : ""));
        }
        if (last - first <= 4) {
            addUnlabelled(ticks, low, high);
        }
        return ticks;
    }

    private static void addUnlabelled(List<Tick> ticks, double low, double high) {
        for (int decade = (int) Math.floor(low); decade <= high; decade++) {
            for (int part = 2; part <= 9; part++) {
                double place = decade + Math.log10(part);
                if (place >= low && place <= high) {
                    ticks.add(new Tick(place, ""));
                }
            }
        }
    }

    private static List<Tick> partsOfDecades(double low, double high) {
        List<Tick> ticks = new ArrayList<>();
        for (int decade = (int) Math.floor(low); decade <= high; decade++) {
            for (int part : new int[] {1, 2, 5}) {
                double place = decade + Math.log10(part);
                if (place >= low && place <= high) {
                    ticks.add(new Tick(place, NumberText.number(part * Math.pow(10, decade))));
                }
            }
        }
        return ticks;
    }

    /** As many decimals as the step has, so that all labels of an axis are alike; 0 is "0". */
    private static String label(double value, double step) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        if (Math.abs(value) < step / 2) {
            return "0";
        }
        return decimals > 5 || Math.abs(value) >= 1e6 ? NumberText.number(value)
                : String.format(Locale.ROOT, "%." + decimals + "f", value).replace('-', '−');
    }

    /** Of a linear axis: steps of 1, 2 or 5 times a power of ten, three to seven of them. */
    static List<Tick> linear(double low, double high) {
        double decade = Math.pow(10, Math.floor(Math.log10((high - low) / 4)));
        double step = (high - low) / (5 * decade) >= 3 ? 5 * decade : (high - low) / (2 * decade) >= 3 ? 2 * decade : decade;
        List<Tick> ticks = new ArrayList<>();
        for (long n = (long) Math.ceil(low / step - 1e-9); n * step <= high + 1e-9 * step; n++) {
            ticks.add(new Tick(n * step, label(n * step, step)));
        }
        return ticks;
    }

    /** Whole numbers from 0, in steps of 1, 2 or 5 times a power of ten, about four of them. */
    static List<Tick> counts(double high) {
        double step = Math.pow(10, Math.floor(Math.log10(Math.max(high / 4, 1))));
        for (double factor : new double[] {5, 2, 1}) {
            if (high / (factor * step) >= 3) {
                step *= factor;
                break;
            }
        }
        List<Tick> ticks = new ArrayList<>();
        for (double value = 0; value <= high; value += step) {
            ticks.add(new Tick(value, Long.toString(Math.round(value))));
        }
        return ticks;
    }

    /** Shares from 0 up, in per cent, about four of them. */
    static List<Tick> shares(double high) {
        double step = high > 0.6 ? 0.25 : high > 0.3 ? 0.1 : high > 0.12 ? 0.05 : high > 0.04 ? 0.02 : 0.01;
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i * step <= high + 1e-9; i++) {
            ticks.add(new Tick(i * step, Math.round(100 * i * step) + "\u202f%"));
        }
        return ticks;
    }
}
