package dev.gleaner.contracts.resource;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the tag {@code environment} says. Services that tell production from the rest have to agree on it. */
public final class EnvironmentTag {

    /** Values, lower case, that are not production unless configured otherwise. */
    public static final String NON_PRODUCTION =
            "dev,devel,development,test,testing,tst,qa,uat,sandbox,sbx,staging,stage,stg,nonprod,non-prod,demo,research,"
                    + "experiment,experiments";

    private static final List<String> KEYS = List.of("environment", "env", "stage");

    private EnvironmentTag() {}

    /**
     * What the tags of a resource say: {@code environment}, else {@code env}, else {@code stage}, in any case; absent where none
     * is there, and where several of one name contradict each other.
     */
    public static @Nullable String environmentOf(Map<String, String> tags) {
        for (String key : KEYS) {
            List<String> values = tags.entrySet().stream()
                    .filter(tag -> tag.getKey().equalsIgnoreCase(key))
                    .map(Map.Entry::getValue)
                    .distinct()
                    .toList();
            if (!values.isEmpty()) {
                return values.size() == 1 ? values.get(0) : null;
            }
        }
        return null;
    }

    /** Whether a value is production: any but the known other ones is, and so is none. */
    public static boolean isProduction(@Nullable String environment, Set<String> nonProduction) {
        return environment == null
                || !nonProduction.contains(environment.strip().toLowerCase(Locale.ROOT));
    }
}
