package dev.gleaner.collector.source.gpu;

import dev.gleaner.collector.source.Malformed;
import dev.gleaner.gpu.smi.SmiColumn;
import dev.gleaner.gpu.smi.SmiHeader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code nvidia-smi --query-gpu=... --format=csv} printed, line by line. A section of
 * {@code --query-compute-apps=gpu_uuid,pid,...} gives the number of processes for all readings of the section before it;
 * without one that number is absent.
 */
final class SmiReading {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final CardLine cardLine;
    private final List<Section> sections = new ArrayList<>();
    private final List<BadLine> bad = new ArrayList<>();
    private @Nullable SmiHeader header;
    private @Nullable Processes processes;
    private int distrusted;

    /** Lines with times that lie ahead of now are bad. */
    SmiReading(HostTime hostTime, Instant now) {
        this.cardLine = new CardLine(hostTime, now);
    }

    /** Reads a whole output. */
    static SmiReading of(String text, HostTime hostTime, Instant now) throws Unusable {
        SmiReading reading = new SmiReading(hostTime, now);
        reading.readAll(text, 0);
        reading.finish();
        return reading;
    }

    /** The line after those before, with its number from 0; a header with a lower one is that of lines read before. */
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
        } catch (Malformed e) {
            bad.add(new BadLine(number, line, e.reason()));
        }
    }

    /** The lines of a text, the first of which has this number. */
    void readAll(String text, long first) throws Unusable {
        long number = first;
        for (String line : text.split("\r?\n", -1)) {
            read(number++, line);
        }
    }

    /** No more lines follow. */
    void finish() throws Unusable {
        endProcesses();
        distrusted = sections.stream().mapToInt(Section::distrust).sum();
        if (header == null) {
            String reason = "there is no header line, such as timestamp, uuid, utilization.gpu [%]";
            throw bad.isEmpty()
                    ? new Unusable(0, reason)
                    : new Unusable(bad.get(0).number(), bad.get(0).reason());
        }
    }

    /** In the order in which they stand there. */
    List<CardReading> readings() {
        return sections.stream().flatMap(section -> section.readings().stream()).toList();
    }

    List<BadLine> bad() {
        return bad;
    }

    /** How many readings are without what they said of work, as it may be false. */
    int distrusted() {
        return distrusted;
    }

    /** The header above the next line. */
    Optional<SmiHeader> header() {
        return Optional.ofNullable(header);
    }

    private void begin(long number, SmiHeader next) throws Unusable {
        endProcesses();
        header = next;
        if (next.isOfProcesses()) {
            processes = new Processes();
            return;
        }
        if (!next.has(SmiColumn.TIMESTAMP)) {
            throw new Unusable(number, "the header has no timestamp: begin the query with timestamp,uuid");
        }
        if (CardLine.IDENTITIES.stream().noneMatch(next::has)) {
            throw new Unusable(number, "the header has nothing that tells the cards apart: add uuid to the query");
        }
        sections.add(new Section(next.has(SmiColumn.UUID), number < 0));
    }

    private void row(long number, String line) throws Malformed {
        if (header == null) {
            throw new Malformed(SmiMessage.of(line).orElse("a header line has to come first"));
        }
        if (processes != null) {
            process(header, processes, line);
        } else {
            sections.get(sections.size() - 1).add(cardLine.read(number, Row.of(header, line)));
        }
    }

    private static void process(SmiHeader header, Processes processes, String line) throws Malformed {
        try {
            processes.add(Row.of(header, line));
        } catch (Malformed e) {
            processes.missed();
            throw e;
        }
    }

    private void endProcesses() {
        if (processes != null && !sections.isEmpty()) {
            sections.get(sections.size() - 1).apply(processes);
        }
        processes = null;
    }

    /** The whole of it can't be read; the message says for a person what to do. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        private final long line;
        private final String reason;

        Unusable(long line, String reason) {
            super(reason);
            this.line = line;
            this.reason = reason;
        }

        /** Where, from 0. */
        long line() {
            return line;
        }

        String reason() {
            return reason;
        }
    }
}
