package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.SeededRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What all code asks of one kind of resources of an estate. {@link KindRegistry} lists the kinds.
 *
 * @param <R> the form of such a resource in a file
 */
public abstract class EstateKind<R extends EstateResource> {

    /** Volumes, addresses and snapshots that nobody uses, and buckets with incomplete uploads or old checkpoints. */
    public static final String FORGOTTEN_STORAGE = "forgotten-storage";

    private final String property;
    private final String noun;
    private final Class<R> type;

    /**
     * Creates a kind.
     *
     * @param property the name of their list in a file
     * @param noun what a person calls one, such as {@code a volume}
     */
    protected EstateKind(String property, String noun, Class<R> type) {
        this.property = property;
        this.noun = noun;
        this.type = type;
    }

    /** The name of their list in a file. */
    public final String property() {
        return property;
    }

    /** What a person calls one, such as {@code a volume}. */
    public final String noun() {
        return noun;
    }

    /** The form of one in a file. */
    public final Class<R> type() {
        return type;
    }

    /** Whether EC2 has them. */
    public boolean isOfEc2() {
        return false;
    }

    /** Whether one may run a service, which its tags name. */
    public boolean runsServices() {
        return false;
    }

    /** The resource with its logical name as its tag {@code Name} unless it has one; the same where AWS has the name. */
    public R withNameTag(R resource) {
        return resource;
    }

    /** The names that have an ARN: its own, and those of resources that are listed as its parts. */
    public List<String> names(R resource) {
        return List.of(resource.name());
    }

    /**
     * The ARN of one of its {@link #names}.
     *
     * @param id the id of a name that the cloud assigned
     */
    public abstract Arn arn(R resource, String name, UnaryOperator<String> id);

    /** Ids as a cloud would assign them, by name; none where the name is the id. */
    public Map<String, String> madeIds(R resource, SeededRandom random) {
        return Map.of();
    }

    /** The names under which it, or one of its parts, has metrics in an estate, by what has them. */
    public Map<EstateMetric.Source, List<String>> measured(R resource) {
        return Map.of();
    }

    /** Whether its metrics have points at a time, in an estate with this end. */
    public boolean isMeasuredAt(R resource, Instant time, Instant end) {
        return resource.existsAt(time, end);
    }

    /**
     * The dimensions in CloudWatch of one of its {@link #measured} names.
     *
     * @param id the id of a name that the cloud assigned
     */
    public Map<String, String> dimensions(
            R resource, EstateMetric.Source source, String name, UnaryOperator<String> id) {
        return Map.of(source.dimension(), id.apply(name));
    }

    /** The name of their array in a listing, if EC2 does not say since when one is unused, so that only earlier listings show it. */
    public Optional<String> listedAs() {
        return Optional.empty();
    }

    /**
     * A resource as a listing would have returned it.
     *
     * @param id the id of a name that the cloud assigned
     * @param asOf the time of the listing
     * @param end of the estate
     */
    public ObjectNode listed(R resource, UnaryOperator<String> id, Instant asOf, Instant end) {
        throw new IllegalStateException("there are no earlier listings of " + property);
    }

    /** Tags in the form of a listing. */
    static ArrayNode listedTags(Map<String, String> tags) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        tags.forEach((key, value) -> array.addObject().put("Key", key).put("Value", value));
        return array;
    }

    /** The resource after a step of an action on it; the same if an estate shows nothing of the step. */
    public R after(R resource, AuditedStep step) {
        return resource;
    }

    /** The resource after an action on it was undone; the same if an estate shows nothing of that. */
    public R undone(R resource, AuditedStep step) {
        return resource;
    }

    /** What AWS bills for each hour in which it exists. */
    public List<BilledUsage> hourly(R resource) {
        return List.of();
    }

    /** What AWS bills for each day at whose beginning it exists. */
    public List<BilledUsage> daily(R resource, BilledDay day) {
        return List.of();
    }

    /** Adds those that a generated estate has to show the findings of this kind, with their metrics and what is expected of them. */
    public void addSample(SampleEstate estate) {}

    /**
     * What a finding on one saves, if that follows from the resource and the prices alone; empty where it is unknown, and for rules that are not
     * about this kind.
     *
     * @param name of the resource, or of the part that the finding is on
     * @param end of the estate
     */
    public Optional<ExpectedSaving> saving(String rule, String name, R resource, EstatePrices prices, Instant end) {
        return Optional.empty();
    }

    /** Whether a finding of a rule about this kind has advice alone. */
    public boolean isAdvice(String rule, String name, R resource) {
        return false;
    }

    /** An id of EC2: a prefix and 17 digits. */
    static Map<String, String> madeId(String name, String prefix, SeededRandom random) {
        return Map.of(name, prefix + random.derive(name).hex(17));
    }

    /** The names that have an IP address of their own. */
    public List<String> addressed(R resource) {
        return List.of();
    }

    /**
     * Validates a resource beyond the schema.
     *
     * @param place of the resource in the file
     */
    public void validate(String place, R resource, ResourceValidationContext check) {}
}
