package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.aws.resource.ResourceSnapshot;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.EnvironmentTag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whose a target is: by the tags that AWS showed last, since a finding can be older than they are. */
final class CurrentOwner {

    private static final String TEAM = "team";

    private CurrentOwner() {}

    /** By the target as it was planned; by the finding where it was not looked at, or where no tag told the owner. */
    static Finding.Owner of(Finding finding, Optional<ResourceSnapshot> planned) {
        Finding.Owner found = finding.owner();
        return found.source() == Finding.Owner.Source.CLOUDTRAIL
                ? found
                : planned.map(shown -> of(found, shown.tags())).orElse(found);
    }

    private static Finding.Owner of(Finding.Owner found, Map<String, String> tags) {
        return new Finding.Owner(
                team(tags), found.project(), EnvironmentTag.of(tags), found.costCenter(), Finding.Owner.Source.TAG);
    }

    /** Absent where several spellings of the tag contradict each other: then nobody's channel is its channel. */
    private static @Nullable String team(Map<String, String> tags) {
        List<String> teams = tags.entrySet().stream()
                .filter(tag -> tag.getKey().equalsIgnoreCase(TEAM))
                .map(Map.Entry::getValue)
                .distinct()
                .toList();
        return teams.size() == 1 ? teams.get(0) : null;
    }
}
