package dev.gleaner.contracts.resource;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tags by which cost is allocated, in the same way for all services. Keys are compared without regard to case, hyphens,
 * underscores and spaces, so that {@code CostCenter} is the tag {@code cost-center}.
 */
public final class AllocationTag {

    /** Keys that name the environment, see {@link EnvironmentTag}. */
    private static final String ENVIRONMENT = "environment";

    /** Key of the tag that names the service if no tag for it is set. */
    private static final String PROJECT = "project";

    private static final char LAST_ASCII = 0x7f;

    private AllocationTag() {}

    /** The value of a tag, without white space around it; null if there is none, or if several spellings of its key have different values. */
    public static @Nullable String valueOf(Map<String, String> tags, String key) {
        if (isEnvironment(key)) {
            return EnvironmentTag.environmentOf(tags);
        }
        List<String> values = tags.entrySet().stream()
                .filter(tag -> isKey(tag.getKey(), key))
                .map(tag -> tag.getValue().strip())
                .distinct()
                .toList();
        return values.size() == 1 ? values.get(0) : null;
    }

    /**
     * The service that a resource belongs to: the value of the tag for it, else of the tag {@code project}; null without one.
     *
     * @param serviceTag key of the tag that names the service
     */
    public static @Nullable String serviceOf(Map<String, String> tags, String serviceTag) {
        String service = valueOf(tags, serviceTag);
        if (service == null || service.isBlank()) {
            service = valueOf(tags, PROJECT);
        }
        return service == null || service.isBlank() ? null : service;
    }

    /** Whether the tag is set under any spelling of its key. A blank value is none. */
    public static boolean isSet(Map<String, String> tags, String key) {
        return tags.entrySet().stream().anyMatch(tag -> !tag.getValue().isBlank() && isKey(tag.getKey(), key));
    }

    /** The first spelling of the key with a blank value; empty if there is no such tag. */
    public static Optional<String> blankKey(Map<String, String> tags, String key) {
        return tags.entrySet().stream()
                .filter(tag -> tag.getValue().isBlank() && isKey(tag.getKey(), key))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }

    private static boolean isKey(String shown, String key) {
        return isEnvironment(key)
                ? EnvironmentTag.KEYS.stream().anyMatch(shown::equalsIgnoreCase)
                : isSamePlain(shown, key);
    }

    /** Whether two keys differ in case, hyphens, underscores and spaces at most. */
    private static boolean isSamePlain(String one, String other) {
        int i = 0;
        int j = 0;
        while (true) {
            i = skipSeparators(one, i);
            j = skipSeparators(other, j);
            if (i == one.length() || j == other.length()) {
                return i == one.length() && j == other.length();
            }
            char first = one.charAt(i++);
            char second = other.charAt(j++);
            if (first > LAST_ASCII || second > LAST_ASCII) {
                // The lower case of some has another length.
                return plain(one).equals(plain(other));
            }
            if (Character.toLowerCase(first) != Character.toLowerCase(second)) {
                return false;
            }
        }
    }

    private static int skipSeparators(String key, int from) {
        int next = from;
        while (next < key.length() && "-_ ".indexOf(key.charAt(next)) >= 0) {
            next++;
        }
        return next;
    }

    private static boolean isEnvironment(String key) {
        return key.equalsIgnoreCase(ENVIRONMENT);
    }

    private static String plain(String key) {
        return key.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "").replace(" ", "");
    }
}
