package dev.gleaner.contracts.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Waste of one resource found by one rule, or what data are missing to evaluate it. The names are the wire format; all times
 * are event time.
 *
 * @param id derived from the content, {@code fnd_...}, so that a replay gives the same id
 * @param version starts at 1, and grows with every material change
 * @param step position in the optimisation sequence, 1 (idle) to 7 (GPU hardware), 0 outside it
 * @param resource ARN
 * @param missing missing data, for {@link Status#INSUFFICIENT}
 * @param remedies best first
 * @param name the tag {@code Name} of the resource; absent when it has none
 * @param creator role or service that created the resource, by CloudTrail; absent when it is not known
 * @param revision number of provisional revisions of this version of a final finding; 0 for the final verdict itself
 * @param doubt what contradicts the finding, for {@link Status#IN_DOUBT}
 * @param missingSources sources that are off, each of which alone would bring all that is missing; empty where none would
 */
public record Finding(
        String id,
        int version,
        String rule,
        int step,
        Status status,
        boolean provisional,
        String resource,
        String account,
        String region,
        Owner owner,
        Instant openedAt,
        Instant updatedAt,
        Window window,
        List<Evidence> evidence,
        List<String> missing,
        Saving saving,
        Effort effort,
        List<Remedy> remedies,
        @Nullable String exemption,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String name,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String creator,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int revision,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Doubt doubt,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MissingSource> missingSources) {

    /** CloudEvents type. */
    public static final String TYPE = "dev.gleaner.finding.v1";

    public Finding {
        if (version < 1) {
            throw new IllegalArgumentException("versions count from 1");
        }
        evidence = List.copyOf(evidence);
        missing = List.copyOf(missing);
        remedies = List.copyOf(remedies);
        // Absent in findings of before.
        missingSources = missingSources == null ? List.of() : List.copyOf(missingSources);
        if ((status == Status.IN_DOUBT) != (doubt != null)) {
            throw new IllegalArgumentException("a finding in doubt, and no other, states what contradicts it");
        }
    }

    /**
     * A source that is off.
     *
     * @param monthly how many {@linkplain DataSource#unit() units} of it the resource would have a month; absent if that is not known
     */
    public record MissingSource(
            DataSource source,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Double monthly) {}

    /**
     * Why an open finding may no longer hold. The final verdict on the contradicting hour settles it.
     *
     * @param since end of the first hour of event time that contradicted it
     * @param reason of the newest contradicting hour, for a person
     */
    public record Doubt(Instant since, String reason) {}

    /** Time that a person needs to carry out the remedy, in minutes. */
    public record Effort(int minutes) {}

    /** The owner of a resource by its tags; unknown parts are absent. Whoever created it stands in {@link Finding#creator}. */
    public record Owner(
            @Nullable String team,
            @Nullable String project,
            @Nullable String environment,
            @Nullable String costCenter,
            Source source) {

        /** What names an owner. */
        public enum Source {
            /** At least one of the tags. */
            @JsonProperty("tag")
            TAG,
            /** No tag, but CloudTrail names the creator. */
            @JsonProperty("cloudtrail")
            CLOUDTRAIL,
            @JsonProperty("none")
            NONE
        }
    }

    /** State of a finding. */
    public enum Status {
        /** There is waste. */
        @JsonProperty("open")
        OPEN,
        /** A provisional hour contradicts it; the final verdict on that hour settles whether it is open or resolved. */
        @JsonProperty("in-doubt")
        IN_DOUBT,
        /** It no longer holds, or the resource is gone. */
        @JsonProperty("resolved")
        RESOLVED,
        /** The data are insufficient; {@code missing} lists what is missing. */
        @JsonProperty("insufficient")
        INSUFFICIENT,
        /** A provisional finding that no longer holds, or that a final one replaced. */
        @JsonProperty("withdrawn")
        WITHDRAWN
    }

    /** The range of event time that a verdict is based on, {@code from} inclusive, {@code to} exclusive. */
    public record Window(Instant from, Instant to) {}
}
