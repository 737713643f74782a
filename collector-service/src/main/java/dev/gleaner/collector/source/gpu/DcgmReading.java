package dev.gleaner.collector.source.gpu;

import dev.gleaner.collector.source.Malformed;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one answer of dcgm-exporter, line by line. */
final class DcgmReading {

    private final Map<String, DcgmCard> cards = new LinkedHashMap<>();
    private int samples;
    private @Nullable BadLine bad;

    DcgmReading(String text) {
        long number = 0;
        for (String line : text.split("\r?\n", -1)) {
            read(number++, line.strip());
        }
    }

    /** The cards that told something, all at the time of the answer. */
    List<CardReading> readings(Instant time) {
        return cards.values().stream().map(card -> card.reading(time)).toList();
    }

    /** Lines of what is read, whatever became of them. */
    int samples() {
        return samples;
    }

    /** The first line that could not be read. */
    Optional<BadLine> bad() {
        return Optional.ofNullable(bad);
    }

    private void read(long number, String line) {
        Optional<DcgmField> field = DcgmField.of(PromSample.metric(line));
        if (field.isEmpty()) {
            return;
        }
        samples++;
        try {
            take(number, field.get(), PromSample.read(line));
        } catch (Malformed e) {
            bad = bad == null ? new BadLine(number, line, e.reason()) : bad;
        }
    }

    private void take(long number, DcgmField field, PromSample sample) throws Malformed {
        Optional<Double> value = field.read(sample.value());
        DcgmCard card = card(number, sample.labels());
        Optional<String> instance = label(sample.labels(), "GPU_I_ID");
        DcgmValues values = instance.map(id -> card.instance(
                        id, label(sample.labels(), "GPU_I_PROFILE").orElse("")))
                .orElseGet(card::whole);
        value.ifPresent(known -> values.put(field, known));
    }

    private DcgmCard card(long number, Map<String, String> labels) throws Malformed {
        String uuid = Stream.of("UUID", "uuid", "pci_bus_id", "gpu")
                .map(name -> label(labels, name))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new Malformed("nothing tells which card it is"));
        String name = label(labels, "modelName").orElse("");
        return cards.computeIfAbsent(uuid, key -> new DcgmCard(number, uuid, name));
    }

    private static Optional<String> label(Map<String, String> labels, String name) {
        return Optional.ofNullable(labels.get(name)).filter(text -> !text.isEmpty());
    }
}
