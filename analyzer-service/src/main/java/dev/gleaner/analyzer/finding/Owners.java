package dev.gleaner.analyzer.finding;

import dev.gleaner.contracts.finding.Environment;
import dev.gleaner.contracts.finding.Owner;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who pays for a resource, by its tags. */
final class Owners {

    private Owners() {}

    /** By tags that may not be known. */
    static Owner of(@Nullable Map<String, String> known) {
        Map<String, String> tags = known == null ? Map.of() : known;
        @Nullable String team = tags.get("team");
        @Nullable String project = tags.get("project");
        @Nullable String environment = Environment.of(tags);
        @Nullable String costCenter = tags.get("cost-center");
        boolean tagged = team != null || project != null || environment != null || costCenter != null;
        return new Owner(team, project, environment, costCenter, tagged ? Owner.Source.TAG : Owner.Source.NONE);
    }
}
