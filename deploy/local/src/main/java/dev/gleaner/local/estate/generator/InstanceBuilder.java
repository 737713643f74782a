package dev.gleaner.local.estate.generator;

import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.HostGpus;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.SampleEstate;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.series.SeriesShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Describes one instance of an estate; {@link #add} adds it, with or without expected findings. */
final class InstanceBuilder {

    /** Memory changes less than CPU. */
    private static final double MEMORY_NOISE = 0.02;

    private static final String[] ZONES = {"a", "b", "c", "d"};

    private final EstateBuilder estateBuilder;
    private final String name;
    private final String type;
    private final SeededRandom seededRandom;
    private final Map<String, String> tags = new TreeMap<>();
    private final List<EstateEvent> calls = new ArrayList<>();
    private InstanceLoadFactory.InstanceLoad load;
    private Duration age;
    private String region = "us-east-1";
    private EstateInstance.Platform platform = EstateInstance.Platform.LINUX;
    private EstateInstance.Market market = EstateInstance.Market.ON_DEMAND;
    private EstateInstance.State state = EstateInstance.State.RUNNING;
    private @Nullable String zone;
    private @Nullable String autoScalingGroup;
    private @Nullable HostGpus hostGpus;
    private @Nullable SeriesShape memory;
    private @Nullable EstateTime measuredSince;
    private @Nullable EstateTime session;

    InstanceBuilder(EstateBuilder estateBuilder, String name, String type, SeededRandom seededRandom) {
        this.estateBuilder = estateBuilder;
        this.name = name;
        this.type = type;
        this.seededRandom = seededRandom;
        this.load = InstanceLoadFactory.idle(seededRandom);
        this.age = Duration.ofDays(20 + seededRandom.below(200, 10)).plusMinutes(5L * seededRandom.below(288, 11));
        tags.put("Name", name);
    }

    String name() {
        return name;
    }

    SeededRandom noise() {
        return seededRandom;
    }

    InstanceLoadFactory.InstanceLoad load() {
        return load;
    }

    Duration age() {
        return age;
    }

    /** Tags of environment and team; without them the instance counts as production. */
    InstanceBuilder tagged(String environment, String team) {
        tags.put("environment", environment);
        tags.put("team", team);
        tags.put("project", team + "-" + environment);
        tags.put("cost-center", SampleEstate.costCenter(team));
        return this;
    }

    InstanceBuilder tag(String key, String value) {
        tags.put(key, value);
        return this;
    }

    /** The tag that names what it serves. */
    InstanceBuilder ofService(String service) {
        return tag("service", service);
    }

    InstanceBuilder untagged() {
        tags.clear();
        return this;
    }

    /** The load; idle by default. */
    InstanceBuilder doing(InstanceLoadFactory.InstanceLoad work) {
        load = work;
        return this;
    }

    /** Launched this long before the end. */
    InstanceBuilder aged(Duration since) {
        age = since;
        return this;
    }

    InstanceBuilder in(String otherRegion) {
        region = otherRegion;
        return this;
    }

    /** In this zone of its region, {@code a}; in a random one by default. */
    InstanceBuilder inZone(String letter) {
        zone = letter;
        return this;
    }

    InstanceBuilder on(EstateInstance.Platform system) {
        platform = system;
        return this;
    }

    InstanceBuilder bought(EstateInstance.Market how) {
        market = how;
        return this;
    }

    InstanceBuilder inGroup(String group) {
        autoScalingGroup = group;
        return this;
    }

    /** The tag by which a team says that the data of the instance store may be lost. */
    InstanceBuilder withScratchData() {
        return tag("gleaner:instance-store", "scratch");
    }

    /** The CloudWatch agent reports the use of its memory, about this many percent. */
    InstanceBuilder usingMemory(double percent) {
        memory = SeriesShape.flat(percent, MEMORY_NOISE);
        return this;
    }

    Optional<SeriesShape> memory() {
        return Optional.ofNullable(memory);
    }

    /** CloudWatch has its CPU and network since this long before the end, which is earlier than the history of the estate. */
    InstanceBuilder measuredSince(Duration before) {
        measuredSince = EstateTime.before(before);
        return this;
    }

    /** Somebody opened a session on it this long before the end. */
    InstanceBuilder withSession(Duration before) {
        session = EstateTime.before(before);
        return this;
    }

    Optional<EstateTime> measuredSince() {
        return Optional.ofNullable(measuredSince);
    }

    /** A host whose GPUs are read and have this load. */
    InstanceBuilder withGpus(String model, int count, HostGpus.Load what) {
        hostGpus = new HostGpus(name, model, count, what, null, null, null);
        return this;
    }

    /** A host whose GPUs are read; they trained until this long before the end and are idle since. */
    InstanceBuilder withGpusIdleFor(Duration since, boolean persistence) {
        hostGpus = new HostGpus(
                name,
                HostGpus.DEFAULT_MODEL,
                1,
                HostGpus.Load.IDLE,
                HostGpus.Load.TRAINING,
                EstateTime.before(since),
                persistence);
        return this;
    }

    /** With GPUs, CPU and network at work until this long before the end, and idle since. */
    InstanceBuilder trainedUntil(Duration before) {
        load = InstanceLoadFactory.until(before, load);
        return withGpusIdleFor(before, true);
    }

    Optional<HostGpus> gpus() {
        return Optional.ofNullable(hostGpus);
    }

    /** Stopped this long before the end. */
    InstanceBuilder stopped(Duration before) {
        calls.add(EstateEvent.of(EstateEvent.ApiCall.STOP_INSTANCES, name, EstateTime.before(before)));
        state = EstateInstance.State.STOPPED;
        return this;
    }

    /** Started this long before the end. */
    InstanceBuilder started(Duration before) {
        calls.add(EstateEvent.of(EstateEvent.ApiCall.START_INSTANCES, name, EstateTime.before(before)));
        state = EstateInstance.State.RUNNING;
        return this;
    }

    /** Tagged this long before the end. */
    InstanceBuilder taggedLater(Duration before, String key, String value) {
        calls.add(
                new EstateEvent(EstateEvent.ApiCall.CREATE_TAGS, name, EstateTime.before(before), Map.of(key, value)));
        return tag(key, value);
    }

    /** Adds the instance without an expected finding. */
    void add() {
        estateBuilder.add(this, state, calls);
    }

    /** Adds the instance with an expected finding of this rule. */
    void addExpecting(String rule) {
        add();
        estateBuilder.expectOpen(rule, name);
    }

    /** Adds the instance with expected findings of both rules. */
    void addExpecting(String rule, String other) {
        addExpecting(rule);
        estateBuilder.expectOpen(other, name);
    }

    /** Adds the instance; this rule is expected to report insufficient data. */
    void addExpectingInsufficient(String rule) {
        add();
        estateBuilder.expectInsufficient(rule, name);
    }

    EstateInstance resource(EstateInstance.State finalState) {
        String random = region.equals("us-east-1") ? ZONES[seededRandom.below(ZONES.length, 12)] : "a";
        return new EstateInstance(
                name,
                EstateInstance.DEFAULT_ACCOUNT,
                region,
                region + (zone == null ? random : zone),
                type,
                tags,
                platform,
                market,
                finalState,
                EstateTime.before(age),
                autoScalingGroup,
                session);
    }
}
