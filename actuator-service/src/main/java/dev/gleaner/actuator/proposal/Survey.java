package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.aws.resource.InstanceDescriber;
import dev.gleaner.actuator.aws.resource.ResourceDescriber;
import dev.gleaner.actuator.aws.resource.TargetKind;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Looks at many targets at once: instances together, as AWS lets everybody in an account and region describe only ten times
 * a second; all others each by itself, a few at a time.
 */
@ApplicationScoped
class Survey {

    private static final int SIDE_BY_SIDE = 4;

    private final ResourceDescriber resources;
    private final Together together;

    Survey(ResourceDescriber resources, InstanceDescriber instances) {
        this.resources = resources;
        this.together = new Together(instances::describe);
    }

    /** A look at each, by target. What goes wrong is in the look. */
    Uni<Map<String, Look>> of(List<Due> all) {
        List<Uni<Map<String, Look>>> looks = new ArrayList<>();
        groups(all).forEach(group -> looks.add(together.at(group)));
        all.stream()
                .filter(due -> !isInstance(due))
                .forEach(due -> looks.add(alone(due).map(look -> Map.of(due.target(), look))));
        return Multi.createFrom()
                .iterable(looks)
                .onItem()
                .transformToUni(look -> look)
                .merge(SIDE_BY_SIDE)
                .collect()
                .in(HashMap<String, Look>::new, Map::putAll)
                .map(Map::copyOf);
    }

    private static boolean isInstance(Due due) {
        return TargetKind.of(due.arn()).equals(Optional.of(TargetKind.INSTANCE));
    }

    /** The instances of one account and region, no more than one call takes. */
    private static List<List<Arn>> groups(List<Due> all) {
        Map<String, List<Arn>> byPlace = all.stream()
                .filter(Survey::isInstance)
                .map(Due::arn)
                .collect(Collectors.groupingBy(arn -> arn.account() + " " + arn.region()));
        List<List<Arn>> groups = new ArrayList<>();
        for (List<Arn> there : byPlace.values()) {
            for (int from = 0; from < there.size(); from += InstanceDescriber.TOGETHER) {
                groups.add(there.subList(from, Math.min(there.size(), from + InstanceDescriber.TOGETHER)));
            }
        }
        return groups;
    }

    private Uni<Look> alone(Due due) {
        if (TargetKind.of(due.arn()).isEmpty()) {
            return Uni.createFrom().item(Look.IMPOSSIBLE);
        }
        return resources
                .describe(due.arn(), due.account(), due.region())
                .map(Look::of)
                .onFailure(AwsError::isOne)
                .recoverWithItem(Look::failed);
    }
}
