package dev.gleaner.contracts.finding;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the tag {@code environment} says. Services that tell production from the rest have to agree on it. */
public final class Environment {

    /** Values, lower case, that are not production unless configured otherwise. */
    public static final String NON_PRODUCTION =
            "dev,development,test,testing,qa,sandbox,staging,stage,demo,research,experiment,experiments";

    private Environment() {}

    /** Whether a value is production: any but the known other ones is, and so is none. */
    public static boolean isProduction(@Nullable String environment, Set<String> nonProduction) {
        return environment == null || !nonProduction.contains(environment.toLowerCase(Locale.ROOT));
    }
}
