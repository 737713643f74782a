package dev.gleaner.actuator.aws;

import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Looks at a target, whatever kind it is of. */
@ApplicationScoped
public class Resources {

    private final Instances instances;

    Resources(Instances instances) {
        this.instances = instances;
    }

    /** What AWS shows of it now; empty means that nothing was shown, never that it is gone. */
    public Uni<Optional<Sighting>> describe(Arn target) {
        return switch (kind(target)) {
            case INSTANCE -> instances.describe(target);
        };
    }

    private static TargetKind kind(Arn target) {
        return TargetKind.of(target)
                .orElseThrow(() -> new IllegalArgumentException("there is no way to look at " + target));
    }
}
