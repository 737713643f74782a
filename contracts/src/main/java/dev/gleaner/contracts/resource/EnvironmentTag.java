package dev.gleaner.contracts.resource;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Interprets the tag {@code environment}, in the same way for all services that distinguish production. */
public final class EnvironmentTag {

    /** Values, lower case, that are not production unless configured otherwise. */
    public static final String NON_PRODUCTION =
            "dev,devel,development,test,testing,tst,qa,uat,sandbox,sbx,staging,stage,stg,nonprod,non-prod,demo,research,"
                    + "experiment,experiments";

    static final List<String> KEYS = List.of("environment", "env", "stage");

    private EnvironmentTag() {}

    /**
     * The environment by the tags {@code environment}, else {@code env}, else {@code stage}, whatever their case, without white space around
     * it; null when there is none, or when several of one name have different values.
     */
    public static @Nullable String environmentOf(Map<String, String> tags) {
        for (String key : KEYS) {
            List<String> values = tags.entrySet().stream()
                    .filter(tag -> tag.getKey().equalsIgnoreCase(key))
                    .map(tag -> tag.getValue().strip())
                    .distinct()
                    .toList();
            if (!values.isEmpty()) {
                return values.size() == 1 ? values.get(0) : null;
            }
        }
        return null;
    }

    /** Whether an environment is production: it is unless listed as non-production; null is production. */
    public static boolean isProduction(@Nullable String environment, Set<String> nonProduction) {
        return environment == null
                || !nonProduction.contains(environment.strip().toLowerCase(Locale.ROOT));
    }
}
