package org.writesae.io;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Finds the names that a mistyped one may have meant. */
public final class ClosestNames {
    private static final int SHOWN = 3;
    private static final int LONGEST = 200;

    private ClosestNames() {
    }

    /** {@code ; closest: a, b, c}, or a note that there are no names at all. */
    public static String hint(String wanted, Collection<String> names) {
        if (names.isEmpty()) {
            return "; there are none";
        }
        return names.stream().filter(name -> name.length() <= LONGEST)
                .sorted(Comparator.comparingInt((String name) -> distance(wanted, name)).thenComparing(name -> name))
                .limit(SHOWN)
                .collect(Collectors.joining(", ", "; closest: ", ""));
    }

    /** Edit distance; text beyond the first 200 characters is ignored. */
    private static int distance(String a, String b) {
        String wanted = a.substring(0, Math.min(a.length(), LONGEST));
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= wanted.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (wanted.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
