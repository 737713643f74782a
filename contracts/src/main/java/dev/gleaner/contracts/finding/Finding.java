package dev.gleaner.contracts.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Waste of one resource by one rule, or what is missing to judge it. The names are the wire format; all times are event
 * time.
 *
 * @param id derived from content, {@code fnd_...}: the same waste has the same id on every replay
 * @param version counts from 1 with every material change
 * @param step place in the optimisation sequence, 1 (idle) to 7 (GPU hardware), 0 outside it
 * @param resource ARN
 * @param missing what could not be seen, for {@link Status#INSUFFICIENT}
 * @param remedies best first
 * @param name the resource's tag {@code Name}; absent where it has none
 * @param creator who created the resource by the trail, a role or service; absent where no trail told
 * @param revision counts what was said provisionally of this version of a final finding; 0 for the final verdict itself
 * @param doubt what contradicts the finding, for {@link Status#IN_DOUBT}
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

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Doubt doubt) {

    /** CloudEvents type. */
    public static final String TYPE = "dev.gleaner.finding.v1";

    public Finding {
        if (version < 1) {
            throw new IllegalArgumentException("versions count from 1");
        }
        evidence = List.copyOf(evidence);
        missing = List.copyOf(missing);
        remedies = List.copyOf(remedies);
        if ((status == Status.IN_DOUBT) != (doubt != null)) {
            throw new IllegalArgumentException("a finding in doubt, and no other, says what contradicts it");
        }
    }

    /** A final verdict on a resource of which neither a name nor a creator is known. */
    public Finding(
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
            @Nullable String exemption) {
        this(
                id,
                version,
                rule,
                step,
                status,
                provisional,
                resource,
                account,
                region,
                owner,
                openedAt,
                updatedAt,
                window,
                evidence,
                missing,
                saving,
                effort,
                remedies,
                exemption,
                null,
                null,
                0,
                null);
    }

    /**
     * Why an open finding may not hold any more; the final verdict on the hour that contradicts it settles that.
     *
     * @param since end of the first hour of event time that contradicted it
     * @param reason what was seen in the newest one, for a person
     */
    public record Doubt(Instant since, String reason) {}

    /** What acting costs a person, in minutes. */
    public record Effort(int minutes) {}

    /** Who pays for a resource, from its tags; each part absent where unknown. */
    public record Owner(
            @Nullable String team,
            @Nullable String project,
            @Nullable String environment,
            @Nullable String costCenter,
            Source source) {

        /** Where the owner is known from. */
        public enum Source {
            @JsonProperty("tag")
            TAG,
            @JsonProperty("cloudtrail")
            CLOUDTRAIL,
            @JsonProperty("none")
            NONE
        }
    }

    /** Where a finding stands. */
    public enum Status {
        /** The waste is there. */
        @JsonProperty("open")
        OPEN,
        /** A provisional hour contradicts it; the final verdict on that hour settles whether it is open or resolved. */
        @JsonProperty("in-doubt")
        IN_DOUBT,
        /** It no longer holds, or the resource was seen gone. */
        @JsonProperty("resolved")
        RESOLVED,
        /** It can't be judged; {@code missing} says what for. */
        @JsonProperty("insufficient")
        INSUFFICIENT,
        /** A provisional finding that did not last or that a final one took over. */
        @JsonProperty("withdrawn")
        WITHDRAWN
    }

    /** The stretch of event time a verdict looked at, {@code from} inclusive, {@code to} exclusive. */
    public record Window(Instant from, Instant to) {}
}
