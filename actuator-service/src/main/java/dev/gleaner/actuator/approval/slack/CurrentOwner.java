package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.aws.Subject;
import dev.gleaner.contracts.finding.Environment;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whose a target is: by the tags that AWS showed last, since a finding can be older than they are. */
final class CurrentOwner {

    private static final String TEAM = "team";

    private CurrentOwner() {}

    /** By the target as it was planned; by the finding where it was not looked at, or where no tag told the owner. */
    static Owner of(Finding finding, Optional<Subject> planned) {
        Owner found = finding.owner();
        return found.source() == Owner.Source.CLOUDTRAIL
                ? found
                : planned.map(shown -> of(found, shown.tags())).orElse(found);
    }

    private static Owner of(Owner found, Map<String, String> tags) {
        return new Owner(team(tags), found.project(), Environment.of(tags), found.costCenter(), Owner.Source.TAG);
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
