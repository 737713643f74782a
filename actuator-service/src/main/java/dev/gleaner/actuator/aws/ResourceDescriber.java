package dev.gleaner.actuator.aws;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Describes a target of any kind. Empty means that AWS did not show it, not that it does not exist. */
@ApplicationScoped
public class ResourceDescriber {

    private final Map<ResourceKind, KindDescriber> describers;

    ResourceDescriber(ActuatorAwsClients clients) {
        describers = TargetRegistry.ALL.stream()
                .collect(Collectors.toMap(
                        TargetType::kind, type -> type.describer().apply(clients)));
    }

    /**
     * Describes the target as AWS shows it now, in the account and region of its ARN, or in the given ones if the ARN does
     * not contain them.
     */
    public Uni<Optional<ResourceObservation>> describe(Arn target, String account, String region) {
        return describer(target).describeIn(target, account, region);
    }

    /** Describes the target of a plan as AWS shows it now. */
    public Uni<Optional<ResourceObservation>> describe(Arn target, ResourceSnapshot planned) {
        return describer(target).describePlanned(target, planned);
    }

    private KindDescriber describer(Arn target) {
        return TargetRegistry.findKind(target)
                .flatMap(kind -> Optional.ofNullable(describers.get(kind)))
                .orElseThrow(() -> new IllegalArgumentException("there is no way to describe " + target));
    }

    /** Describes targets of one kind. Empty means that AWS did not show the target, not that it does not exist. */
    interface KindDescriber {

        /** Describes a target by its ARN. */
        Uni<Optional<ResourceObservation>> describe(Arn target);

        /** Describes a target of which this was planned. */
        default Uni<Optional<ResourceObservation>> describePlanned(Arn target, ResourceSnapshot planned) {
            return describe(target);
        }

        /** Describes a target in an account and a region, which count only if its ARN does not contain them. */
        default Uni<Optional<ResourceObservation>> describeIn(Arn target, String account, String region) {
            return describe(target);
        }
    }
}
