package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.EvaluationSubject;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.analyzer.profile.gpu.GpuHistory;
import dev.gleaner.analyzer.profile.gpu.GpuReading;
import dev.gleaner.contracts.resource.Arn;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one resource: its metrics by hour and what happened to it. Folding the same thing twice or in another
 * order gives the same profile, as long as it comes before its hour is closed.
 */
public final class InstanceProfile implements EvaluationSubject {

    private static final byte VERSION = 3;
    private static final byte FACTS_VERSION = 3;
    private static final byte FACTS_WITHOUT_STOPPED = 2;
    private static final int GPUS_AWAITED = 1;
    private static final int HAS_GPUS = 2;

    /** How far it is evaluated follows, unless that is stored for all subjects of its account and region. */
    private static final int HAS_EVALUATED = 4;

    /** Reports of work are at the end, where earlier versions, which do not know them, do not read. */
    private static final int HAS_REPORTED_WORK = 8;

    /** There is a row of used memory. */
    private static final int HAS_MEMORY = 16;

    /** Operations on volumes are at the end. */
    private static final int HAS_DISK = 32;

    /** The last hour with work that came too late is at the end. */
    private static final int HAS_LATE_WORK = 64;

    /** What a withdrawal of reports of work needs is at the end. Rows of earlier versions do not have it. */
    private static final int HAS_WITHDRAWABLE_WORK = 128;

    private static final int NOTHING_THROUGH = 2;
    private static final int TYPICAL_SIZE = 500;

    private final String resource;
    private final Arn arn;
    private final HourQuantizer quantizer;
    private final InstanceUsageHistory usage;
    private final GpuHistory gpus;
    private final MemoryHistory memory;
    private final int hoursKept;
    private final ProfileTimeline profileTimeline;
    private final StoredRows storedRows;

    private ReportedWork reportedWork = new ReportedWork();
    private DiskHistory disk;

    /** The newest hour with work that came when it was final, and that had not been measured; null if none is kept. */
    private @Nullable Hour lateWork;

    private int nothingThrough = Integer.MIN_VALUE;
    private int limitsHash;
    private boolean rowChanged;

    /** Read on first use: most signals do not need it. */
    private @Nullable FactsHistory history;

    private @Nullable Hour closedHistory;

    private InstanceProfile(
            String resource,
            HourQuantizer quantizer,
            int hoursKept,
            StoredRows storedRows,
            ProfileTimeline timeline,
            int flags) {
        this.resource = resource;
        this.arn = Arn.parse(resource);
        this.storedRows = storedRows;
        this.profileTimeline = timeline;
        this.gpus = (flags & HAS_GPUS) != 0 ? storedRows.gpus() : GpuHistory.empty(resource);
        this.memory = new MemoryHistory((flags & HAS_MEMORY) != 0, storedRows::memory);
        this.quantizer = quantizer;
        this.hoursKept = hoursKept;
        this.disk = new DiskHistory(quantizer.disk(), hoursKept);
        this.usage = new InstanceUsageHistory(quantizer, hoursKept, storedRows::past);
    }

    /** Rows of a profile that are read on first use only. */
    interface StoredRows {

        /** Without any. */
        StoredRows NONE = new StoredRows() {
            @Override
            public byte @Nullable [] past() {
                return null;
            }

            @Override
            public byte @Nullable [] facts() {
                return null;
            }

            @Override
            public byte @Nullable [] memory() {
                return null;
            }

            @Override
            public GpuHistory gpus() {
                throw new IllegalStateException("there are no rows");
            }
        };

        /** The {@link PastHours}; null if there are none. */
        byte @Nullable [] past();

        /** Facts; null if there are none. */
        byte @Nullable [] facts();

        /** Used memory; null if there is none. */
        byte @Nullable [] memory();

        /** The GPUs of an instance that has any. */
        GpuHistory gpus();
    }

    /** An instance of which nothing is known yet. */
    static InstanceProfile blank(String resource, HourQuantizer quantizer, int hoursKept, StoredRows storedRows) {
        return new InstanceProfile(
                resource, quantizer, hoursKept, storedRows, new ProfileTimeline(null, null, EvaluatedHours.NONE), 0);
    }

    /** From the row that {@link #encode} wrote. */
    static InstanceProfile decode(
            String resource, byte[] row, HourQuantizer quantizer, int hoursKept, StoredRows storedRows) {
        RowBuffer buffer = RowBuffer.of(row);
        byte version = buffer.getByte();
        if (version != VERSION) {
            throw RowBuffer.unknownFormat("the profile of " + resource + " has", version);
        }
        int flags = buffer.getByte();
        int nothingThrough = buffer.getInt();
        int limitsHash = buffer.getInt();
        long born = buffer.getNumber();
        Long first = number(buffer);
        EvaluatedHours evaluated = (flags & HAS_EVALUATED) == 0
                ? EvaluatedHours.NONE
                : new EvaluatedHours(
                        Hour.stored(number(buffer)),
                        Hour.stored(number(buffer)),
                        Hour.stored(number(buffer)),
                        (flags & GPUS_AWAITED) != 0);
        ProfileTimeline timeline = new ProfileTimeline(born == 0 ? null : born, first, evaluated);
        InstanceProfile profile = new InstanceProfile(resource, quantizer, hoursKept, storedRows, timeline, flags);
        profile.nothingThrough = nothingThrough;
        profile.limitsHash = limitsHash;
        profile.usage.read(buffer);
        if ((flags & HAS_REPORTED_WORK) != 0) {
            profile.reportedWork = ReportedWork.read(buffer);
        }
        if ((flags & HAS_DISK) != 0) {
            profile.disk = DiskHistory.read(buffer, quantizer.disk(), hoursKept);
        }
        if ((flags & HAS_LATE_WORK) != 0) {
            profile.lateWork = Hour.stored(number(buffer));
        }
        if ((flags & HAS_WITHDRAWABLE_WORK) != 0) {
            profile.reportedWork.readWithdrawable(buffer);
        }
        return profile;
    }

    /** Whether {@link #encode} returns something else than what was stored. */
    boolean takeRowChanged() {
        boolean timelineChanged = profileTimeline.takeChanged();
        return timelineChanged || usage.isChanged() || disk.isChanged() || rowChanged;
    }

    /** What is written with each signal: how far hours are evaluated, and the recent ones. */
    byte[] encode() {
        RowBuffer row = RowBuffer.ofSize(TYPICAL_SIZE);
        EvaluatedHours evaluated = profileTimeline.ownEvaluated();
        row.putByte(VERSION);
        boolean hasEvaluated = !evaluated.equals(EvaluatedHours.NONE);
        row.putByte((hasEvaluated ? HAS_EVALUATED : 0)
                | (evaluated.gpusAwaited() ? GPUS_AWAITED : 0)
                | (gpus.isEmpty() ? 0 : HAS_GPUS)
                | (memory.isEmpty() ? 0 : HAS_MEMORY)
                | (reportedWork.isEmpty() ? 0 : HAS_REPORTED_WORK)
                | (disk.isEmpty() ? 0 : HAS_DISK)
                | (lateWork == null ? 0 : HAS_LATE_WORK)
                | (reportedWork.isWithdrawable() ? HAS_WITHDRAWABLE_WORK : 0));
        row.putInt(nothingThrough);
        row.putInt(limitsHash);
        Long born = profileTimeline.bornMillis();
        row.putNumber(born == null ? 0 : born);
        putNumber(row, profileTimeline.first());
        if (hasEvaluated) {
            putNumber(row, evaluated.closed());
            putNumber(row, evaluated.provisional());
            putNumber(row, evaluated.provisionalGpus());
        }
        usage.write(row);
        if (!reportedWork.isEmpty()) {
            reportedWork.write(row);
        }
        if (!disk.isEmpty()) {
            disk.write(row);
        }
        if (lateWork != null) {
            putNumber(row, lateWork);
        }
        if (reportedWork.isWithdrawable()) {
            reportedWork.writeWithdrawable(row);
        }
        rowChanged = false;
        return row.toBytes();
    }

    /** What is written when it changed: facts; null if they did not. */
    byte @Nullable [] encodeFacts() {
        FactsHistory known = history;
        if (known == null || !known.takeChanged()) {
            return null;
        }
        RowBuffer row = RowBuffer.ofSize(TYPICAL_SIZE);
        row.putByte(FACTS_VERSION);
        known.write(row);
        return row.toBytes();
    }

    private static @Nullable Long number(RowBuffer row) {
        int number = row.getInt();
        return number == Integer.MIN_VALUE ? null : (long) number;
    }

    private static void putNumber(RowBuffer row, @Nullable Hour hour) {
        row.putInt(hour == null ? Integer.MIN_VALUE : (int) hour.number());
    }

    /** Its ARN. */
    public String resource() {
        return resource;
    }

    /** Its ARN, read. */
    public Arn arn() {
        return arn;
    }

    @Override
    public String key() {
        return resource;
    }

    /**
     * Adds points of a metric in one hour.
     *
     * @param isSettled whether points of the hour can no longer be replaced
     */
    void fold(InstanceMetric instanceMetric, Hour hour, List<OpenHour.Point> points, boolean isSettled) {
        profileTimeline.seen(hour);
        profileTimeline.bornBy(hour.startMillis() + points.get(0).minute() * 60_000L);
        usage.put(instanceMetric, hour, points, isSettled);
    }

    /** Keeps an hour with work that came when the hour was final, unless the hour had been measured as a whole. */
    void foldLateWork(InstanceMetric metric, Hour hour) {
        InstanceHours known = usage.read(hour, 1);
        int parts = metric == InstanceMetric.CPU ? known.cpuParts(0) : known.networkParts(0);
        if (parts < InstanceHours.PARTS && (lateWork == null || lateWork.isBefore(hour))) {
            lateWork = hour;
            rowChanged = true;
        }
    }

    /**
     * Adds a value of used memory, percent.
     *
     * @param start of its period, epoch milliseconds
     */
    void foldMemory(long start, double percent) {
        Hour hour = Hour.of(start);
        profileTimeline.seen(hour);
        profileTimeline.bornBy(start);
        rowChanged |= memory.isEmpty();
        memory.put(hour, percent);
    }

    /**
     * Adds operations on its volumes.
     *
     * @param isReads otherwise writes
     * @param start of the period, epoch milliseconds
     * @param minutes of the period, at least one
     * @param rate operations a second
     */
    void foldDisk(boolean isReads, long start, int minutes, double rate) {
        Hour hour = Hour.of(start);
        profileTimeline.seen(hour);
        profileTimeline.bornBy(start);
        disk.put(hour, isReads, (int) (Math.floorMod(start, Hour.MILLIS) / 60_000L), minutes, rate);
    }

    /** Keeps only sums of the hours up to one, whose points can no longer be replaced. */
    void settle(Hour through) {
        usage.settle(through);
        disk.settle(through);
    }

    /**
     * Adds a reading of a GPU.
     *
     * @param name of its model; empty when it is not known
     */
    void fold(String source, String uuid, String name, GpuReading reading) {
        profileTimeline.seen(reading.hour());
        profileTimeline.bornBy(reading.second() * 1000L);
        boolean wasEmpty = gpus.isEmpty();
        gpus.put(source, uuid, name, reading);
        rowChanged |= wasEmpty != gpus.isEmpty();
    }

    /** Adds a report of work; hours up to {@code closed} stay as they are. */
    void fold(ReportedWork.Report report, @Nullable Hour closed) {
        profileTimeline.seen(report.firstHour());
        rowChanged |= reportedWork.add(report, closed);
    }

    /**
     * Withdraws the reports of work that were received in an hour or before.
     *
     * @param hour in which the withdrawal was received, after {@code closed}
     */
    void withdrawReportedWork(Hour hour, @Nullable Hour closed) {
        rowChanged |= reportedWork.withdraw(hour, closed);
    }

    /** Takes a change in. */
    void fold(Change change) {
        profileTimeline.seen(Hour.knowing(change.time()));
        history().add(change);
        if (change.kind() == Change.Kind.CREATED) {
            profileTimeline.bornBy(change.time());
        }
        forgetCertaintyUnlessTagsSettled();
    }

    /** Takes an inventory's view in. */
    void fold(Listing listing) {
        profileTimeline.seen(Hour.knowing(listing.time()));
        history().add(listing);
        profileTimeline.bornBy(listing.time());
        forgetCertaintyUnlessTagsSettled();
    }

    /** Metrics cannot bring a finding about in hours that need not be evaluated; other tags can. */
    private void forgetCertaintyUnlessTagsSettled() {
        if (nothingThrough != Integer.MIN_VALUE && !history().areTagsSettled()) {
            nothingThrough = Integer.MIN_VALUE;
            rowChanged = true;
        }
    }

    /** What is known at the end of an hour. */
    public InstanceSnapshot at(Hour hour, BackfillHorizon horizon) {
        return new InstanceSnapshot(this, hour, history().asOf(hour, horizon));
    }

    /** CPU in the last days that have ended at the end of an hour. */
    public InstanceDays days(Hour last) {
        return usage.readDays(last);
    }

    /** Makes the hours up to one final: nothing of them changes any more. Days older than the kept ones are forgotten. */
    public void close(Hour hour, int daysKept) {
        usage.close(hour);
        memory.close(hour);
        disk.close(hour);
        boolean wasEmpty = gpus.isEmpty();
        gpus.close(hour, hour.day() - daysKept);
        rowChanged |= wasEmpty != gpus.isEmpty();
        reportedWork.close(hour);
        rowChanged |= reportedWork.forgetBefore(hour.plus(1L - hoursKept));
        if (lateWork != null && lateWork.isBefore(hour.plus(1L - hoursKept))) {
            lateWork = null;
            rowChanged = true;
        }
        closedHistory = hour;
        FactsHistory known = history;
        if (known != null) {
            known.close(hour);
        }
        profileTimeline.close(hour);
    }

    /** Whether a day was moved to the past hours, or hours need not be evaluated, since the profile was stored. */
    public boolean isChangedByEvaluation() {
        return usage.isPastChanged() || gpus.isChanged() || rowChanged;
    }

    /** Whether it is certain by a stored row that no rule with certain limits finds anything in the hours up to one. */
    public static boolean isCertainlyNothing(byte[] row, Hour through, int limitsHash) {
        if (row[0] != VERSION || (row[1] & HAS_GPUS) != 0) {
            return false;
        }
        ByteBuffer buffer = ByteBuffer.wrap(row);
        return buffer.getInt(NOTHING_THROUGH) >= through.number()
                && buffer.getInt(NOTHING_THROUGH + Integer.BYTES) == limitsHash;
    }

    /** Whether it is certain that no rule with certain limits finds anything in the hours up to one. */
    public boolean isCertainlyNothing(Hour through, int hash) {
        return nothingThrough >= through.number() && limitsHash == hash;
    }

    /** Records that no rule with certain limits finds anything in the hours up to one, unless GPUs are read. */
    public void markCertainlyNothing(Hour through, int hash) {
        nothingThrough = (int) through.number();
        limitsHash = hash;
        rowChanged = true;
    }

    @Override
    public ProfileTimeline timeline() {
        return profileTimeline;
    }

    @Override
    public boolean isOver() {
        return usage.isEmpty(closed())
                && Lifecycle.TERMINATED.equals(history().base().state())
                && history().isEmpty()
                && gpus.isEmpty()
                && reportedWork.isEmpty();
    }

    /** Rounds what is kept of the hours. */
    HourQuantizer quantizer() {
        return quantizer;
    }

    /** CPU and network by hour. */
    InstanceUsageHistory usage() {
        return usage;
    }

    /** Operations on its volumes by hour. */
    DiskHistory disk() {
        return disk;
    }

    /** Used memory by hour. */
    MemoryHistory memory() {
        return memory;
    }

    /** Work that was reported, whatever its metrics show. */
    ReportedWork reportedWork() {
        return reportedWork;
    }

    /** The newest hour with work that came when it was final, and that had not been measured; null if none is kept. */
    @Nullable
    Hour lateWork() {
        return lateWork;
    }

    /** The end of the report of work that ends last, epoch milliseconds; {@link Long#MIN_VALUE} if there is none. */
    public long reportedUntil() {
        ReportedWork.Report report = reportedWork.last();
        return report == null ? Long.MIN_VALUE : report.until();
    }

    /** When the report of work that ends last was received, epoch milliseconds; {@link Long#MIN_VALUE} if there is none. */
    public long reportedFrom() {
        ReportedWork.Report report = reportedWork.last();
        return report == null ? Long.MIN_VALUE : report.from();
    }

    /** Its GPUs by hour. */
    public GpuHistory gpus() {
        return gpus;
    }

    FactsHistory history() {
        FactsHistory known = history;
        if (known == null) {
            known = readFacts(storedRows.facts());
            if (closedHistory != null) {
                known.close(closedHistory);
            }
            history = known;
        }
        return known;
    }

    private FactsHistory readFacts(byte @Nullable [] row) {
        if (row == null) {
            return new FactsHistory(InstanceFacts.UNKNOWN);
        }
        RowBuffer buffer = RowBuffer.of(row);
        byte version = buffer.getByte();
        if (version != FACTS_VERSION && version != FACTS_WITHOUT_STOPPED) {
            throw RowBuffer.unknownFormat("the facts of " + resource + " have", version);
        }
        return FactsHistory.read(buffer, version == FACTS_VERSION);
    }
}
