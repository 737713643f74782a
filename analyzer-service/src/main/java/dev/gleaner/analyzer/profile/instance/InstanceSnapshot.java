package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.analyzer.profile.gpu.HourlyGpuWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What was known of an instance at the end of an hour: all that a rule may look at. */
public final class InstanceSnapshot implements RuleInput {

    private final InstanceProfile profile;
    private final Hour hour;
    private final InstanceFacts facts;
    private final IdentityHashMap<Function<InstanceSnapshot, ?>, Object> derived = new IdentityHashMap<>();

    private final IntFunction<InstanceHours> usage;

    InstanceSnapshot(InstanceProfile profile, Hour hour, InstanceFacts facts) {
        this(profile, hour, facts, hours -> profile.usage().read(hour, hours));
    }

    /** With other hours of CPU and network than those of the profile. */
    InstanceSnapshot(InstanceProfile profile, Hour hour, InstanceFacts facts, IntFunction<InstanceHours> usage) {
        this.profile = profile;
        this.hour = hour;
        this.facts = facts;
        this.usage = usage;
    }

    @Override
    public String resource() {
        return profile.resource();
    }

    @Override
    public Hour hour() {
        return hour;
    }

    @Override
    public String account() {
        return profile.arn().account();
    }

    @Override
    public String region() {
        return profile.arn().region();
    }

    @Override
    public @Nullable Map<String, String> tags() {
        return facts.tags();
    }

    @Override
    public @Nullable Long createdMillis() {
        return profile.timeline().bornMillis();
    }

    @Override
    public String controller() {
        return facts.owner() == null ? "" : facts.owner();
    }

    @Override
    public @Nullable String creator() {
        return facts.creator();
    }

    @Override
    public @Nullable String notApplicable(int hours) {
        if (facts.state() != null && !facts.runs()) {
            return "it is not known to run";
        }
        return isOlderThan(Duration.ofHours(hours)) ? null : "it is younger than " + hours / Hour.PER_DAY + " days";
    }

    /** State, type, tags, ... at the end of the hour. */
    public InstanceFacts facts() {
        return facts;
    }

    /** Whether nothing known of the time after the hour shows other tags than at its end. The hour must be the last final one. */
    public boolean areTagsSettled() {
        return profile.history().areTagsSettled();
    }

    /** When it was first seen: created, listed or measured, whichever came first; a restart does not change it. */
    public Optional<Instant> born() {
        return profile.timeline().born();
    }

    /** Whether it had been there for at least that long at the end of the hour. */
    public boolean isOlderThan(Duration age) {
        Long born = profile.timeline().bornMillis();
        return born != null && born + age.toMillis() <= hour.endMillis();
    }

    /** In which of a number of hours work was reported, whatever the metrics show; bit 0 is the first of them. */
    public BitSet reportedHours(Hour from, int hours) {
        int known = (int) Math.max(0, Math.min(hours, hour.number() - from.number() + 1));
        return profile.reportedWork().in(from, known);
    }

    /**
     * The end of the report of work that ends last, also of one that came after the evaluated hour; empty if there is none. A final
     * verdict must not depend on it.
     */
    public Optional<Instant> reportedUntil() {
        return Optional.ofNullable(profile.reportedWork().last()).map(report -> Instant.ofEpochMilli(report.until()));
    }

    /**
     * Why the instance is at work now, for a person; empty if no report holds after the evaluated hour, or the verdict on it is
     * final. The same text for as long as the reports end in the same hour.
     */
    public Optional<String> workReportedNow() {
        Hour closed = profile.closed();
        boolean isFinal = closed != null && !closed.isBefore(hour);
        return isFinal
                ? Optional.empty()
                : reportedUntil().filter(hour.end()::isBefore).flatMap(until -> reportedWork());
    }

    /**
     * Work in the last hours that came too late to be counted, for a person; empty if there is none, or the verdict on the hour is final: it
     * has to be the same whenever such work comes.
     */
    public Optional<String> lateWorkNow(int hours) {
        Hour late = profile.lateWork();
        Hour closed = profile.closed();
        boolean isFinal = closed != null && !closed.isBefore(hour);
        return isFinal || late == null || late.isBefore(hour.plus(1L - hours))
                ? Optional.empty()
                : Optional.of("it was at work in the hour from " + late.start()
                        + ", which was delivered when that hour was final and is not counted");
    }

    /** What was reported to be at work last, for a person, and until the end of which hour; empty without a report. */
    public Optional<String> reportedWork() {
        return Optional.ofNullable(profile.reportedWork().last())
                .map(report -> "someone is reported to be at work there until "
                        + report.lastHour().end() + ": " + report.what());
    }

    /** The last hours of the GPUs that were read in them, by UUID, including the evaluated hour. */
    public List<HourlyGpuWindow> gpus(int hours) {
        return profile.gpus().read(hour, hours);
    }

    /** Whether a GPU of it was read in any hour that is kept, up to the evaluated one. */
    public boolean hasReadGpus() {
        return profile.gpus().isReadBy(hour);
    }

    /** Number of its GPUs that were read in any hour that is kept, up to the evaluated one. */
    public int knownGpus() {
        return profile.gpus().countReadBy(hour);
    }

    /** What is derived from it, computed once for all rules that ask by the same function. Not thread-safe. */
    @SuppressWarnings("unchecked") // what a function computed is of its type
    public <T> T derived(Function<InstanceSnapshot, T> derivation) {
        return (T) derived.computeIfAbsent(derivation, key -> derivation.apply(this));
    }

    /** The busiest hours of the last days that have ended at the end of the evaluated hour; maxima are not read. */
    public InstanceDays busiestHours() {
        return profile.usage().readBusiestHours(hour);
    }

    /** The last days that have ended at the end of the evaluated hour, with their maxima. */
    public InstanceDays days() {
        return profile.days(hour);
    }

    /** Used memory in the last days that have ended at the end of the evaluated hour. */
    public InstanceMemory memory() {
        return profile.memory().read(hour);
    }

    /** Operations on its volumes in hours from one on, as far as these are not after the evaluated one. */
    public InstanceDisk disk(Hour from, int hours) {
        int known = (int) Math.max(0, Math.min(hours, hour.number() - from.number() + 1));
        return profile.disk().read(from, known);
    }

    /** The parts of five minutes of some hours with many operations on its volumes; none of hours of which the parts are not kept. */
    public BitSet diskParts(Hour from, int hours) {
        return profile.disk().partsAtWork(from, hours);
    }

    /** CPU and network by five minutes in the last hours, including the evaluated one. */
    public InstanceParts parts(int hours) {
        return profile.usage().readParts(hour.plus(1L - hours), hours);
    }

    /** CPU and network in the last hours, including the evaluated one. */
    public InstanceHours hours(int hours) {
        return usage.apply(hours);
    }
}
