package dev.gleaner.local.estate.generator;

import dev.gleaner.local.estate.BucketReadPattern;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.ExpectedFindings;
import dev.gleaner.local.estate.HostGpus;
import dev.gleaner.local.estate.TrainingRun;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.ResourcesByKind;
import dev.gleaner.local.estate.kind.SampleEstate;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateSeries;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.series.SeriesShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Collects the resources of an estate, their load, and the expected findings. */
final class EstateBuilder implements SampleEstate {

    private final SeededRandom seededRandom;
    private final String suffix;
    private final ResourcesByKind.Builder resources;
    private final List<EstateSeries> series;
    private final List<HostGpus> gpus;
    private final List<EstateEvent> events;
    private final List<BucketReadPattern> reads;
    private final List<TrainingRun> trainingRuns;
    private final Map<String, List<String>> open;
    private final Map<String, List<String>> insufficient;

    private EstateBuilder(SeededRandom seededRandom, String suffix, EstateBuilder shared) {
        this.seededRandom = seededRandom;
        this.suffix = suffix;
        this.resources = shared.resources;
        this.series = shared.series;
        this.gpus = shared.gpus;
        this.events = shared.events;
        this.reads = shared.reads;
        this.trainingRuns = shared.trainingRuns;
        this.open = shared.open;
        this.insufficient = shared.insufficient;
    }

    EstateBuilder(long seed) {
        this.seededRandom = SeededRandom.of(seed);
        this.suffix = "";
        this.resources = new ResourcesByKind.Builder();
        this.series = new ArrayList<>();
        this.gpus = new ArrayList<>();
        this.events = new ArrayList<>();
        this.reads = new ArrayList<>();
        this.trainingRuns = new ArrayList<>();
        this.open = new TreeMap<>();
        this.insufficient = new TreeMap<>();
    }

    /** A builder that adds the same resources again with other names. */
    EstateBuilder copy(String nameSuffix) {
        return new EstateBuilder(seededRandom, nameSuffix, this);
    }

    /** Starts the description of an instance; the name is unique among the resources. */
    InstanceBuilder instance(String name, String type) {
        return new InstanceBuilder(this, name(name), type, seededRandom.derive(name(name)));
    }

    @Override
    public String name(String part) {
        return part + suffix;
    }

    @Override
    public <R extends EstateResource> void add(EstateKind<R> kind, R resource) {
        resources.add(kind, resource);
    }

    void add(BucketReadPattern read) {
        reads.add(read);
    }

    void add(TrainingRun run) {
        trainingRuns.add(run);
    }

    @Override
    public void add(String resource, EstateMetric metric, SeriesShape shape) {
        series.add(EstateSeries.shaped(resource, metric, shape));
    }

    /** The zone of an instance that has been added. */
    String zoneOf(String instance) {
        return resources
                .all(KindRegistry.INSTANCES)
                .filter(added -> added.name().equals(instance))
                .map(EstateInstance::zone)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not added: " + instance));
    }

    void add(InstanceBuilder instanceBuilder, EstateInstance.State state, List<EstateEvent> calls) {
        EstateInstance estateInstance = instanceBuilder.resource(state);
        EstateTime created = EstateTime.before(instanceBuilder.age());
        resources.add(KindRegistry.INSTANCES, estateInstance);
        Stream.of(
                        EstateSeries.shaped(
                                estateInstance.name(),
                                EstateMetric.CPU_UTILIZATION,
                                instanceBuilder.load().cpu()),
                        EstateSeries.shaped(
                                estateInstance.name(),
                                EstateMetric.NETWORK_IN,
                                instanceBuilder.load().networkIn()),
                        EstateSeries.shaped(
                                estateInstance.name(),
                                EstateMetric.NETWORK_OUT,
                                instanceBuilder.load().networkOut()))
                .map(part -> instanceBuilder.measuredSince().map(part::since).orElse(part))
                .forEach(series::add);
        instanceBuilder
                .memory()
                .ifPresent(memory ->
                        series.add(EstateSeries.shaped(estateInstance.name(), EstateMetric.MEMORY_USED, memory)));
        instanceBuilder.gpus().ifPresent(gpus::add);
        events.add(EstateEvent.of(EstateEvent.ApiCall.RUN_INSTANCES, estateInstance.name(), created));
        events.addAll(calls);
    }

    @Override
    public void expectOpen(String rule, String resource) {
        open.computeIfAbsent(rule, any -> new ArrayList<>()).add(resource);
    }

    void expectInsufficient(String rule, String resource) {
        insufficient.computeIfAbsent(rule, any -> new ArrayList<>()).add(resource);
    }

    Estate estate(String name, long seed) {
        return new Estate(
                name,
                seed,
                Estate.DEFAULT_DAYS,
                resources.build(),
                series,
                gpus,
                events,
                reads,
                trainingRuns,
                new ExpectedFindings(open, insufficient));
    }
}
