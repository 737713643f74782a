package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.resource.Arn;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names the trails of accounts and regions. */
public final class TrailName {

    private TrailName() {}

    /** The trail of an account and a region. */
    public static String name(String account, String region) {
        return account + " " + region;
    }

    /** The trail that should tell of a call on this resource; blank where the ARN names neither, as that of a bucket. */
    public static String forResource(@Nullable String resource) {
        try {
            Arn arn = Arn.parse(resource == null ? "" : resource);
            return name(arn.account(), arn.region());
        } catch (IllegalArgumentException e) {
            return name("", "");
        }
    }

    /** Whether it is known that this trail tells of us; of a blank one, whether any does. */
    public static boolean isReporting(Set<String> known, String trail) {
        return trail.isBlank() ? !known.isEmpty() : known.contains(trail);
    }
}
