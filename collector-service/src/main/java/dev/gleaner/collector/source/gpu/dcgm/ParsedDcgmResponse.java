package dev.gleaner.collector.source.gpu.dcgm;

import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parses a response of dcgm-exporter line by line. */
final class ParsedDcgmResponse {

    private final Map<String, DcgmDevice> devices = new LinkedHashMap<>();
    private int samples;
    private GpuDeviceReading.@Nullable BadLine bad;

    ParsedDcgmResponse(String text) {
        long number = 0;
        for (String line : text.split("\r?\n", -1)) {
            read(number++, line.strip());
        }
    }

    /** Readings of the GPUs, with the time of the response. */
    List<GpuDeviceReading> readings(Instant time) {
        return devices.values().stream().map(device -> device.reading(time)).toList();
    }

    /** Number of lines with a used field, readable or not. */
    int samples() {
        return samples;
    }

    /** The first line that can't be read. */
    Optional<GpuDeviceReading.BadLine> bad() {
        return Optional.ofNullable(bad);
    }

    private void read(long number, String line) {
        Optional<DcgmField> field = DcgmField.of(PrometheusSample.metric(line));
        if (field.isEmpty()) {
            return;
        }
        samples++;
        try {
            take(number, field.get(), PrometheusSample.read(line));
        } catch (InvalidInputException e) {
            bad = bad == null ? new GpuDeviceReading.BadLine(number, line, e.reason()) : bad;
        }
    }

    private void take(long number, DcgmField field, PrometheusSample sample) throws InvalidInputException {
        Optional<Double> value = field.read(sample.value());
        DcgmDevice device = device(number, sample.labels());
        Optional<String> instance = label(sample.labels(), "GPU_I_ID");
        DcgmDevice.FieldValues values = instance.map(id -> device.instance(
                        id, label(sample.labels(), "GPU_I_PROFILE").orElse("")))
                .orElseGet(device::whole);
        value.ifPresent(known -> values.put(field, known));
    }

    private DcgmDevice device(long number, Map<String, String> labels) throws InvalidInputException {
        String uuid = Stream.of("UUID", "uuid", "pci_bus_id", "gpu")
                .map(name -> label(labels, name))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("the sample does not identify its GPU"));
        String name = label(labels, "modelName").orElse("");
        return devices.computeIfAbsent(uuid, key -> new DcgmDevice(number, uuid, name));
    }

    private static Optional<String> label(Map<String, String> labels, String name) {
        return Optional.ofNullable(labels.get(name)).filter(text -> !text.isEmpty());
    }
}
