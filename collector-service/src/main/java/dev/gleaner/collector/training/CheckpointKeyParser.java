package dev.gleaner.collector.training;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Recognises checkpoints by the keys of their objects: a name in which a word and a number stand together before a slash or a dot, such as
 * {@code checkpoint-500/}, {@code global_step1000/}, {@code step_100.pt}, {@code epoch=3-step=100.ckpt} or {@code model.ckpt-1000.index}.
 *
 * <p>A checkpoint is the prefix that ends with this slash or dot, and contains exactly the objects whose keys begin with it: whether and how
 * a key is recognised depends on nothing after that letter. A lifecycle rule for the prefix therefore reaches no object of another
 * checkpoint and none that was not counted. In {@code checkpoint-500/global_step500/} the outer folder is the checkpoint.
 */
public final class CheckpointKeyParser {

    /** Letters from the beginning of a name to the end of its number; longer names are not recognised. */
    public static final int LONGEST_NAME = 128;

    /** Digits of a number that always fits a long. */
    private static final int MOST_DIGITS = 18;

    private static final String WORD_ENDS = "-_=";
    private static final String PAIR_SEPARATORS = "-_";

    private final List<String> words;
    private final List<String> checkpointWords;
    private final boolean isNamedByBucket;

    private CheckpointKeyParser(List<String> words, List<String> checkpointWords, boolean isNamedByBucket) {
        this.words = words;
        this.checkpointWords = checkpointWords;
        this.isNamedByBucket = isNamedByBucket;
    }

    /** The checkpoint to which the object of a key belongs; empty if none is recognised. */
    public Optional<CheckpointKey> parse(String key) {
        int name = 0;
        int at = 0;
        while (at < key.length()) {
            char letter = key.charAt(at);
            if (letter == '/') {
                name = at + 1;
            }
            if (!isDigit(letter)) {
                at++;
                continue;
            }
            int end = at;
            while (end < key.length() && isDigit(key.charAt(end))) {
                end++;
            }
            int start = isNumber(key, name, at, end) ? start(key, name, at) : -1;
            if (start >= 0 && namesCheckpoint(key, end)) {
                return Optional.of(new CheckpointKey(
                        key.substring(0, start),
                        key.substring(start, end + 1),
                        Long.parseLong(key.substring(at, end))));
            }
            at = end;
        }
        return Optional.empty();
    }

    private static boolean isNumber(String key, int name, int from, int end) {
        return end < key.length()
                && (key.charAt(end) == '/' || key.charAt(end) == '.')
                && end - from <= MOST_DIGITS
                && end - name < LONGEST_NAME;
    }

    /** Where the words before a number begin, {@code epoch=3-step=} being two of them; -1 if there is none. */
    private int start(String key, int name, int number) {
        int start = wordBefore(key, name, number);
        int first = start;
        while (start > name && PAIR_SEPARATORS.indexOf(key.charAt(start - 1)) >= 0) {
            int digits = start - 1;
            while (digits > name && isDigit(key.charAt(digits - 1))) {
                digits--;
            }
            start = digits == start - 1 ? -1 : wordBefore(key, name, digits);
            first = start < 0 ? first : start;
        }
        return first;
    }

    /** Where the word before a number begins, which is no end of a longer one; -1 if there is none. */
    private int wordBefore(String key, int name, int number) {
        int end = number > name && WORD_ENDS.indexOf(key.charAt(number - 1)) >= 0 ? number - 1 : number;
        for (String word : words) {
            int start = end - word.length();
            if (start >= name
                    && key.regionMatches(true, start, word, 0, word.length())
                    && (start == name || !Character.isLetterOrDigit(key.charAt(start - 1)))) {
                return start;
            }
        }
        return -1;
    }

    /** {@code step-3/} alone may be the third step of anything. */
    private boolean namesCheckpoint(String key, int end) {
        return isNamedByBucket || contains(key.substring(0, end), checkpointWords);
    }

    private static boolean contains(String text, List<String> words) {
        String lower = text.toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(lower::contains);
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }

    /**
     * A checkpoint by its keys.
     *
     * @param run what the keys of all checkpoints of its run begin with
     * @param name what its own keys continue with, up to the slash or dot
     * @param number greater ones are newer
     */
    public record CheckpointKey(String run, String name, long number) {}

    /**
     * Words before a number, in any case.
     *
     * @param checkpoints that tell of a checkpoint by themselves
     * @param progress that do so if the key before the number, or the bucket, has one of the former
     */
    public record Words(List<String> checkpoints, List<String> progress) {

        public Words {
            checkpoints = lower(checkpoints);
            progress = lower(progress);
        }

        /** Recognises the checkpoints of a bucket, whose name counts like that of a folder. */
        public CheckpointKeyParser forBucket(String bucket) {
            // The longest first, as one word may be the end of another.
            List<String> all = Stream.concat(checkpoints.stream(), progress.stream())
                    .distinct()
                    .sorted(Comparator.comparingInt((String word) -> -word.length())
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
            return new CheckpointKeyParser(all, checkpoints, contains(bucket, checkpoints));
        }

        private static List<String> lower(List<String> words) {
            return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        }
    }
}
