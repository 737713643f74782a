package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.ResourcesByKind;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateSeries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A generated or recorded environment: resources, their metrics and events, reads of buckets and training runs, and the
 * expected findings. Times may be relative to its end; {@code docs/estate.md} describes the JSON form, in which each kind
 * of resources has a list.
 *
 * @param seed of everything random in it: noise, ids, delivery times
 * @param days of history before the end
 */
@JsonDeserialize(using = Estate.Reader.class)
public record Estate(
        String name,
        long seed,
        int days,
        @JsonIgnore ResourcesByKind resources,
        List<EstateSeries> series,
        List<HostGpus> cards,
        List<EstateEvent> events,
        List<BucketReadPattern> reads,
        List<TrainingRun> trainingRuns,
        ExpectedFindings truth) {

    /** The default number of days of history. */
    public static final int DEFAULT_DAYS = 14;

    /** The rule that needs the volumes of instances. */
    private static final String STOPPED_INSTANCE = "stopped-instance";

    /** The rule that needs the buckets in which training runs are saved. */
    private static final String CHECKPOINT_GAP = "checkpoint-gap";

    public Estate {
        days = days == 0 ? DEFAULT_DAYS : days;
        series = List.copyOf(series);
        cards = List.copyOf(cards);
        events = List.copyOf(events);
        reads = List.copyOf(reads);
        trainingRuns = List.copyOf(trainingRuns);
    }

    /** Creates an estate of instances only, without readings of GPUs. */
    public Estate(
            String name,
            long seed,
            int days,
            List<EstateInstance> instances,
            List<EstateSeries> series,
            List<EstateEvent> events,
            ExpectedFindings truth) {
        this(
                name,
                seed,
                days,
                ResourcesByKind.none().with(KindRegistry.INSTANCES, instances),
                series,
                List.of(),
                events,
                List.of(),
                List.of(),
                truth);
    }

    /** The resources of a kind, in the order of the estate. */
    public <R extends EstateResource> List<R> all(EstateKind<R> kind) {
        return resources.all(kind);
    }

    /** The resource of a kind and name. */
    public <R extends EstateResource> Optional<R> find(EstateKind<R> kind, String logicalName) {
        return resources.find(kind, logicalName);
    }

    /** The resource of a kind that has the name, or of which it names a part: the VPC of a NAT gateway. */
    public <R extends EstateResource> Optional<R> owner(EstateKind<R> kind, String logicalName) {
        return resources.owner(kind, logicalName);
    }

    /** The resource of a kind that has the metrics of a source under a name, its own or that of a part. */
    public <R extends EstateResource> Optional<R> measured(
            EstateKind<R> kind, EstateMetric.Source source, String logicalName) {
        return owner(kind, logicalName)
                .filter(resource ->
                        kind.measured(resource).getOrDefault(source, List.of()).contains(logicalName));
    }

    /** The lists of resources under the names that they have in a file. */
    @JsonAnyGetter
    Map<String, List<? extends EstateResource>> lists() {
        return resources.byProperty();
    }

    /** The regions in which any of its resources is, in order. */
    public List<String> regions() {
        return resources.stream()
                .map(EstateResource::region)
                .distinct()
                .sorted()
                .toList();
    }

    /** Its instances. */
    public List<EstateInstance> instances() {
        return all(KindRegistry.INSTANCES);
    }

    /** The instance of that name; {@link IllegalArgumentException} when there is none. */
    public EstateInstance require(String logicalName) {
        return instance(logicalName)
                .orElseThrow(() -> new IllegalArgumentException("not in estate " + name + ": " + logicalName));
    }

    /** The instance of that name. */
    public Optional<EstateInstance> instance(String logicalName) {
        return find(KindRegistry.INSTANCES, logicalName);
    }

    /** Its buckets. */
    public List<EstateBucket> buckets() {
        return all(KindRegistry.BUCKETS);
    }

    /** The bucket of that name. */
    public Optional<EstateBucket> bucket(String bucketName) {
        return find(KindRegistry.BUCKETS, bucketName);
    }

    /** Its VPCs. */
    public List<EstateVpc> vpcs() {
        return all(KindRegistry.VPCS);
    }

    /** The VPC of that name. */
    public Optional<EstateVpc> vpc(String logicalName) {
        return find(KindRegistry.VPCS, logicalName);
    }

    /** The VPC in which an instance is by its flows; another instance is in the default VPC of its region. */
    public Optional<EstateVpc> vpcOfInstance(String logicalName) {
        return vpcs().stream().filter(v -> v.instances().contains(logicalName)).findFirst();
    }

    /** The first instance of the Auto Scaling group of that name, which has the tags of its first instance. */
    public Optional<EstateInstance> scalingGroup(String groupName) {
        return instances().stream()
                .filter(r -> groupName.equals(r.autoScalingGroup()))
                .findFirst();
    }

    /** Whether the tags of a resource that may run a service name this one. */
    public boolean hasService(String service) {
        return KindRegistry.all().stream()
                .filter(EstateKind::runsServices)
                .flatMap(kind -> all(kind).stream())
                .map(EstateResource::tags)
                .anyMatch(tags -> service.equals(tags.getOrDefault("service", tags.get("project"))));
    }

    /** The estate with the logical name as the tag {@code Name} of each resource without one that has no name in AWS. */
    public Estate withNameTags() {
        return with(resources.withNameTags());
    }

    /** The estate with further events. */
    public Estate with(List<EstateEvent> more) {
        List<EstateEvent> all = new ArrayList<>(events);
        all.addAll(more);
        return new Estate(name, seed, days, resources, series, cards, all, reads, trainingRuns, truth);
    }

    /** The estate with other resources of a kind. */
    public <R extends EstateResource> Estate with(EstateKind<R> kind, List<R> others) {
        return with(resources.with(kind, others));
    }

    /** The estate with one resource of a kind changed; the same without one of that name. */
    public <R extends EstateResource> Estate withChanged(
            EstateKind<R> kind, String logicalName, UnaryOperator<R> change) {
        return find(kind, logicalName)
                .map(found -> with(
                        kind,
                        all(kind).stream()
                                .map(one -> one.equals(found) ? change.apply(one) : one)
                                .toList()))
                .orElse(this);
    }

    /** The estate with other resources. */
    public Estate with(ResourcesByKind others) {
        return new Estate(name, seed, days, others, series, cards, events, reads, trainingRuns, truth);
    }

    /**
     * The estate with instances alone: without all other resources, reads, training runs, and the findings on them. What stopped instances cost is not
     * known without their volumes.
     */
    public Estate instancesAlone() {
        return new Estate(
                name,
                seed,
                days,
                ResourcesByKind.none().with(KindRegistry.INSTANCES, instances()),
                series.stream().filter(this::isOfInstances).toList(),
                cards,
                events,
                List.of(),
                List.of(),
                truth.restrictedTo(subject -> instance(subject).isPresent()
                                || EstateCommitments.of(this).arn(subject).isPresent())
                        .without(CHECKPOINT_GAP)
                        .withInsufficient(STOPPED_INSTANCE));
    }

    private boolean isOfInstances(EstateSeries part) {
        return part.metric().source() == EstateMetric.Source.INSTANCE
                || (part.metric().source() == EstateMetric.Source.SERVICE
                        && instances().stream()
                                .anyMatch(instance ->
                                        part.resource().equals(instance.tags().get("service"))));
    }

    /** Reads the list of each kind beside the fields that every estate has. */
    static final class Reader extends StdDeserializer<Estate> {

        private static final long serialVersionUID = 1;

        Reader() {
            super(Estate.class);
        }

        @Override
        public Estate deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode document = context.readTree(parser);
            ResourcesByKind resources = ResourcesByKind.none();
            for (EstateKind<?> kind : KindRegistry.all()) {
                resources = with(resources, kind, document.path(kind.property()), context);
            }
            return context.readTreeAsValue(document, Fields.class).with(resources);
        }

        private static <R extends EstateResource> ResourcesByKind with(
                ResourcesByKind resources, EstateKind<R> kind, JsonNode list, DeserializationContext context)
                throws IOException {
            List<R> read = new ArrayList<>();
            for (JsonNode one : list) {
                read.add(context.readTreeAsValue(one, kind.type()));
            }
            return resources.with(kind, read);
        }
    }

    /** The fields of a file beside the resources. */
    private record Fields(
            String name,
            long seed,
            int days,
            @Nullable List<EstateSeries> series,
            @Nullable List<HostGpus> cards,
            @Nullable List<EstateEvent> events,
            @Nullable List<BucketReadPattern> reads,
            @Nullable List<TrainingRun> trainingRuns,
            @Nullable ExpectedFindings truth) {

        Estate with(ResourcesByKind resources) {
            return new Estate(
                    name,
                    seed,
                    days,
                    resources,
                    orNone(series),
                    orNone(cards),
                    orNone(events),
                    orNone(reads),
                    orNone(trainingRuns),
                    truth == null ? ExpectedFindings.nothing() : truth);
        }

        private static <T> List<T> orNone(@Nullable List<T> list) {
            return list == null ? List.of() : list;
        }
    }
}
