package dev.gleaner.collector.source.gpu.smi;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import dev.gleaner.collector.progress.ClockSkew;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.gpu.smi.SmiColumn;
import dev.gleaner.gpu.smi.SmiHeader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses the output of {@code nvidia-smi --query-gpu=... --format=csv} line by line. A section of {@code
 * --query-compute-apps=gpu_uuid,pid,...} gives the number of processes for all readings of the section before it;
 * without one that number is absent.
 */
public final class ParsedSmiOutput {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final LineParser lineParser;
    private final List<Section> sections = new ArrayList<>();
    private final List<GpuDeviceReading.BadLine> bad = new ArrayList<>();
    private @Nullable SmiHeader header;
    private @Nullable ProcessCounts processCounts;
    private int distrusted;

    /** Lines with a time after now are bad. */
    ParsedSmiOutput(HostTimestampParser hostTime, Instant now) {
        this.lineParser = new LineParser(hostTime, now);
    }

    /** Parses a complete output. */
    static ParsedSmiOutput of(String text, HostTimestampParser hostTime, Instant now) throws Unusable {
        ParsedSmiOutput reading = new ParsedSmiOutput(hostTime, now);
        reading.readAll(text, 0);
        reading.finish();
        return reading;
    }

    /** Parses the next line, with its number from 0. A header with a lower number was read earlier. */
    void read(long number, String text) throws Unusable {
        String line = number == 0 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        if (line.isBlank()) {
            return;
        }
        Optional<SmiHeader> found = SmiHeader.of(line.strip());
        if (found.isPresent()) {
            begin(number, found.get());
            return;
        }
        try {
            row(number, line.strip());
        } catch (InvalidInputException e) {
            bad.add(new GpuDeviceReading.BadLine(number, line, e.reason()));
        }
    }

    /** Parses the lines of a text, the first of which has this number. */
    void readAll(String text, long first) throws Unusable {
        long number = first;
        for (String line : text.split("\r?\n", -1)) {
            read(number++, line);
        }
    }

    /** Ends the output. */
    void finish() throws Unusable {
        endProcesses();
        distrusted = sections.stream().mapToInt(Section::removeUnreliableLoad).sum();
        if (header == null) {
            String reason = "there is no header line, such as timestamp, uuid, utilization.gpu [%]";
            throw bad.isEmpty()
                    ? new Unusable(0, reason)
                    : new Unusable(bad.get(0).number(), bad.get(0).reason());
        }
    }

    /** Readings in the order of their lines. */
    public List<GpuDeviceReading> readings() {
        return sections.stream().flatMap(section -> section.readings().stream()).toList();
    }

    List<GpuDeviceReading.BadLine> bad() {
        return bad;
    }

    /** Number of readings whose load was removed as unreliable. */
    int distrusted() {
        return distrusted;
    }

    /** The header that applies to the next line. */
    Optional<SmiHeader> header() {
        return Optional.ofNullable(header);
    }

    private void begin(long number, SmiHeader next) throws Unusable {
        endProcesses();
        header = next;
        if (next.isOfProcesses()) {
            processCounts = new ProcessCounts();
            return;
        }
        if (!next.has(SmiColumn.TIMESTAMP)) {
            throw new Unusable(number, "the header has no timestamp: begin the query with timestamp,uuid");
        }
        if (LineParser.IDENTITIES.stream().noneMatch(next::has)) {
            throw new Unusable(number, "the header has no column that identifies the GPU: add uuid to the query");
        }
        sections.add(new Section(next.has(SmiColumn.UUID), number < 0));
    }

    private void row(long number, String line) throws InvalidInputException {
        if (header == null) {
            throw new InvalidInputException(SmiRow.ErrorMessage.of(line).orElse("a header line has to come first"));
        }
        if (processCounts != null) {
            process(header, processCounts, line);
        } else {
            sections.get(sections.size() - 1).add(lineParser.read(number, SmiRow.of(header, line)));
        }
    }

    private static void process(SmiHeader header, ProcessCounts processCounts, String line)
            throws InvalidInputException {
        try {
            processCounts.add(SmiRow.of(header, line));
        } catch (InvalidInputException e) {
            processCounts.markIncomplete();
            throw e;
        }
    }

    private void endProcesses() {
        if (processCounts != null && !sections.isEmpty()) {
            sections.get(sections.size() - 1).apply(processCounts);
        }
        processCounts = null;
    }

    /** The output can't be read at all; the message tells people what to do. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        private final long line;
        private final String reason;

        Unusable(long line, String reason) {
            super(reason);
            this.line = line;
            this.reason = reason;
        }

        /** Line number, from 0. */
        long line() {
            return line;
        }

        String reason() {
            return reason;
        }
    }

    /** Parses a line of {@code --query-gpu}. */
    static final class LineParser {

        /** Columns that identify a GPU of a host, best first. */
        static final List<SmiColumn> IDENTITIES = List.of(SmiColumn.UUID, SmiColumn.BUS_ID, SmiColumn.INDEX);

        private final HostTimestampParser hostTime;
        private final Instant now;

        LineParser(HostTimestampParser hostTime, Instant now) {
            this.hostTime = hostTime;
            this.now = now;
        }

        GpuDeviceReading read(long number, SmiRow row) throws InvalidInputException {
            return new GpuDeviceReading(
                    number,
                    gpu(row),
                    row.text(SmiColumn.NAME).orElse(""),
                    row.mode(SmiColumn.MIG),
                    row.mode(SmiColumn.PERSISTENCE),
                    sample(row));
        }

        private static String gpu(SmiRow row) throws InvalidInputException {
            SmiColumn identity =
                    IDENTITIES.stream().filter(row.header()::has).findFirst().orElse(SmiColumn.UUID);
            return row.text(identity).orElseThrow(() -> new InvalidInputException("the GPU has no uuid"));
        }

        private Instant time(SmiRow row) throws InvalidInputException {
            Optional<String> text = row.text(SmiColumn.TIMESTAMP);
            Instant time = hostTime.read(text.orElse(""));
            if (ClockSkew.isExceeded(time, now)) {
                // It would move the progress of the whole region into the future, and all other readings would be late.
                throw new InvalidInputException("the time lies ahead of this clock: is the zone that of the host?");
            }
            return time;
        }

        private CardSample sample(SmiRow row) throws InvalidInputException {
            CardSample.Builder sample =
                    CardSample.newBuilder().setTime(time(row).toEpochMilli());
            row.number(SmiColumn.UTILIZATION, SmiRow.Quantity.PERCENT).ifPresent(sample::setUtilization);
            row.number(SmiColumn.ENCODER, SmiRow.Quantity.PERCENT).ifPresent(sample::setEncoder);
            row.number(SmiColumn.DECODER, SmiRow.Quantity.PERCENT).ifPresent(sample::setDecoder);
            row.number(SmiColumn.MEMORY_USED, SmiRow.Quantity.BYTES)
                    .map(Math::round)
                    .ifPresent(sample::setMemoryUsed);
            row.number(SmiColumn.MEMORY_TOTAL, SmiRow.Quantity.BYTES)
                    .map(Math::round)
                    .ifPresent(sample::setMemoryTotal);
            row.number(SmiColumn.POWER_DRAW, SmiRow.Quantity.WATTS).ifPresent(sample::setPowerDraw);
            row.number(SmiColumn.POWER_LIMIT, SmiRow.Quantity.WATTS).ifPresent(sample::setPowerLimit);
            row.number(SmiColumn.SM_CLOCK, SmiRow.Quantity.MEGAHERTZ).ifPresent(sample::setSmClock);
            row.number(SmiColumn.SM_CLOCK_MAXIMUM, SmiRow.Quantity.MEGAHERTZ).ifPresent(sample::setSmClockMaximum);
            return sample.build();
        }
    }

    /** Number of processes of each GPU by {@code --query-compute-apps}. */
    static final class ProcessCounts {

        private final Map<String, Integer> counts = new HashMap<>();
        private boolean complete = true;

        void add(SmiRow row) {
            Optional<String> gpu = row.text(SmiColumn.UUID);
            gpu.ifPresentOrElse(uuid -> counts.merge(uuid, 1, Integer::sum), this::markIncomplete);
        }

        /** Records a process of an unknown GPU. */
        void markIncomplete() {
            complete = false;
        }

        /**
         * Number of processes of a GPU. A GPU without any process has 0 only if every process belongs to one of these
         * GPUs: the process of a MIG instance or of an unreadable line may belong to it.
         */
        Optional<Integer> countFor(String gpu, Collection<String> gpus) {
            boolean sure = complete && gpus.containsAll(counts.keySet());
            return Optional.ofNullable(counts.get(gpu)).or(() -> sure ? Optional.of(0) : Optional.empty());
        }
    }

    /** A header line of {@code --query-gpu} and the lines below it. */
    static final class Section {

        private final boolean byUuid;
        private final boolean goesOn;
        private final List<GpuDeviceReading> readings = new ArrayList<>();

        /**
         * A section after its header.
         *
         * @param byUuid whether it contains the UUIDs of the GPUs
         * @param goesOn whether lines of the same run of nvidia-smi were read before
         */
        Section(boolean byUuid, boolean goesOn) {
            this.byUuid = byUuid;
            this.goesOn = goesOn;
        }

        void add(GpuDeviceReading reading) {
            readings.add(reading);
        }

        List<GpuDeviceReading> readings() {
            return readings;
        }

        /** Processes refer to GPUs by UUID: without UUIDs the number of processes is unknown. */
        void apply(ProcessCounts processCounts) {
            if (byUuid) {
                List<String> gpus =
                        readings.stream().map(GpuDeviceReading::gpu).distinct().toList();
                readings.replaceAll(reading -> processCounts
                        .countFor(reading.gpu(), gpus)
                        .map(reading::withProcesses)
                        .orElse(reading));
            }
        }

        /**
         * If a run printed one reading of a GPU, and neither persistence mode nor a process kept the driver loaded, the
         * run itself loaded the driver, and an idle GPU may show 100 %. The load of such readings is removed. Returns
         * their number.
         */
        int removeUnreliableLoad() {
            if (goesOn) {
                return 0;
            }
            Map<String, Set<Instant>> times = readings.stream()
                    .collect(groupingBy(GpuDeviceReading::gpu, mapping(GpuDeviceReading::time, toSet())));
            int distrusted = 0;
            for (int place = 0; place < readings.size(); place++) {
                GpuDeviceReading reading = readings.get(place);
                boolean only = times.getOrDefault(reading.gpu(), Set.of()).size() == 1;
                if (only && reading.reportsLoadWithoutProcess()) {
                    readings.set(place, reading.withoutUse());
                    distrusted++;
                }
            }
            return distrusted;
        }
    }
}
