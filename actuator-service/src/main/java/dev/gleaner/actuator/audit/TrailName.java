package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.resource.Arn;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of the trails of accounts and regions. */
public final class TrailName {

    private TrailName() {}

    /** Returns the name of the trail of an account and region. */
    public static String name(String account, String region) {
        return account + " " + region;
    }

    /** Returns the trail that should report a call on this resource; blank if the ARN has neither account nor region. */
    public static String forResource(@Nullable String resource) {
        try {
            Arn arn = Arn.parse(resource == null ? "" : resource);
            return name(arn.account(), arn.region());
        } catch (IllegalArgumentException e) {
            return name("", "");
        }
    }

    /** Whether this trail is known to report our calls; for a blank name, whether any trail is. */
    public static boolean isReporting(Set<String> known, String trail) {
        return trail.isBlank() ? !known.isEmpty() : known.contains(trail);
    }
}
