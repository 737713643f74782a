package dev.gleaner.local.estate;

import static com.fasterxml.jackson.annotation.JsonFormat.Shape.STRING;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gleaner.local.estate.series.SeriesShape;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Periodic reads of a prefix: rounds in which some of its objects are read. The origin is exactly one of an instance,
 * an endpoint, a NAT gateway and an address.
 *
 * @param reader the role that reads
 * @param instance logical name of an instance, which reads from its own address while it runs
 * @param endpoint logical name of an endpoint of a VPC
 * @param nat logical name of a NAT gateway
 * @param address of a machine elsewhere
 * @param prefix of the bucket
 * @param shape bytes per round; a round without bytes is skipped
 * @param every time between rounds, counted from 1970-01-01T00:00Z; an hour if absent
 * @param objects number of objects read in a round; one if absent
 * @param order of the objects; those of a round are neighbours, from a random one on, if absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BucketReadPattern(
        String reader,
        @Nullable String instance,
        @Nullable String endpoint,
        @Nullable String nat,
        @Nullable String address,
        String bucket,
        String prefix,
        SeriesShape shape,
        @JsonFormat(shape = STRING) Duration every,
        @Nullable Integer objects,
        @Nullable Order order) {

    public BucketReadPattern {
        every = every == null ? Duration.ofHours(1) : every;
    }

    /** In which order the objects of a prefix are read. */
    public enum Order {
        /** By name, each round going on where the one before ended. */
        @JsonProperty("names")
        NAMES
    }

    /** The number of objects in a round. */
    public int number() {
        return objects == null ? 1 : objects;
    }

    /** The number of given origins, of which exactly one is valid. */
    public int origins() {
        return (int) Stream.of(instance, endpoint, nat, address)
                .filter(Objects::nonNull)
                .count();
    }
}
