package hillock.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Help for mistyped names: the known names that are near, by the edit distance of Damerau and Levenshtein (insertions,
 * deletions, substitutions and exchanges of neighbours; upper and lower case count as equal).
 */
public final class Suggest {
    private static final int MOST = 3;
    /** Longer words are not compared: nobody mistypes them, and the work grows with the square of the length. */
    private static final int LONGEST = 100;

    private Suggest() {}

    private record Candidate(String name, int distance) {}

    /** At most three known names near a word, nearest first; empty if none is near. */
    public static List<String> near(String word, Collection<String> known) {
        // One slip in every three letters still looks like the word that was meant.
        int allowed = Math.max(1, (word.length() + 1) / 3);
        List<Candidate> candidates = new ArrayList<>();
        for (String name : known) {
            int distance = distance(word, name);
            // Single letters are all one substitution apart, which says nothing.
            boolean unlike = distance >= Math.max(word.length(), name.length());
            boolean begun = word.length() >= 3 && name.startsWith(word);
            if (distance <= allowed && !unlike || begun) {
                candidates.add(new Candidate(name, distance));
            }
        }
        return candidates.stream()
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .map(Candidate::name)
                .limit(MOST)
                .toList();
    }

    /** The sentence {@code Did you mean 'sin' or 'sign'?}, or an empty string if no known name is near. */
    public static String sentence(String word, Collection<String> known) {
        List<String> near = near(word, known);
        return near.isEmpty()
                ? ""
                : near.stream().map(name -> "'" + name + "'").collect(Collectors.joining(" or ", "Did you mean ", "?"));
    }

    /** The least number of edits that turn one word into the other; case is ignored. */
    static int distance(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        if (a.length() > LONGEST || b.length() > LONGEST) {
            return a.equals(b) ? 0 : Math.max(a.length(), b.length());
        }
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int differs = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + differs);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            int[] free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
