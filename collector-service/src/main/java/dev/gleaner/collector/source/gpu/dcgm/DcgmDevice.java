package dev.gleaner.collector.source.gpu.dcgm;

import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import dev.gleaner.contracts.signal.proto.CardSample;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of a GPU in one response of dcgm-exporter, for the whole GPU and for each of its MIG instances. */
final class DcgmDevice {

    private final long line;
    private final String uuid;
    private final String name;
    private final FieldValues whole = new FieldValues();
    private final Map<String, MigInstance> instances = new TreeMap<>();

    /** A GPU whose first sample is on this line. */
    DcgmDevice(long line, String uuid, String name) {
        this.line = line;
        this.uuid = uuid;
        this.name = name;
    }

    /** Values of samples without MIG labels. */
    FieldValues whole() {
        return whole;
    }

    FieldValues instance(String id, String profile) {
        return instances
                .computeIfAbsent(id, key -> new MigInstance(profile, new FieldValues()))
                .values();
    }

    /**
     * Consumers ignore the utilization of a GPU in MIG mode. If the engine activity gives the utilization, the mode is
     * therefore left out.
     */
    GpuDeviceReading reading(Instant time) {
        Optional<Double> utilization = isMig() ? engineUtilization() : deviceUtilization();
        Optional<Boolean> mig = isMig() && utilization.isEmpty() ? Optional.of(true) : Optional.empty();
        CardSample.Builder sample = CardSample.newBuilder().setTime(time.toEpochMilli());
        utilization.ifPresent(sample::setUtilization);
        maxOfInstances(DcgmField.ENCODER).ifPresent(sample::setEncoder);
        maxOfInstances(DcgmField.DECODER).ifPresent(sample::setDecoder);
        summed(values -> values.get(DcgmField.MEMORY_USED)).map(Math::round).ifPresent(sample::setMemoryUsed);
        summed(FieldValues::memoryTotal).map(Math::round).ifPresent(sample::setMemoryTotal);
        maxOfInstances(DcgmField.POWER_DRAW).ifPresent(sample::setPowerDraw);
        maxOfInstances(DcgmField.POWER_LIMIT).ifPresent(sample::setPowerLimit);
        maxOfInstances(DcgmField.SM_CLOCK).ifPresent(sample::setSmClock);
        maxOfInstances(DcgmField.SM_CLOCK_MAXIMUM).ifPresent(sample::setSmClockMaximum);
        return new GpuDeviceReading(line, uuid, name, mig, Optional.empty(), sample.build());
    }

    private boolean isMig() {
        return !instances.isEmpty() || whole.get(DcgmField.MIG_MODE).orElse(0.0) > 0;
    }

    private Optional<Double> deviceUtilization() {
        return whole.get(DcgmField.UTILIZATION).or(() -> whole.get(DcgmField.ENGINES));
    }

    /** DCGM_FI_DEV_GPU_UTIL is absent in MIG mode, or 0 at full load (NVIDIA/dcgm-exporter#216). */
    private Optional<Double> engineUtilization() {
        return whole.get(DcgmField.ENGINES).or(this::sliceWeightedUtilization).or(this::busiest);
    }

    private Optional<Double> sliceWeightedUtilization() {
        Optional<Double> slices = maxOfInstances(DcgmField.MIG_SLICES).filter(all -> all > 0);
        return slices.flatMap(all -> all(MigInstance::work).map(work -> Math.min(100, sum(work) / all)));
    }

    private Optional<Double> busiest() {
        return all(instance -> instance.values().get(DcgmField.ENGINES)).map(DcgmDevice::most);
    }

    /**
     * Power, clocks and similar values belong to the GPU and are repeated for each MIG instance
     * (NVIDIA/dcgm-exporter#50).
     */
    private Optional<Double> maxOfInstances(DcgmField field) {
        return whole.get(field)
                .or(() -> instances.values().stream()
                        .map(instance -> instance.values().get(field))
                        .flatMap(Optional::stream)
                        .max(Double::compare));
    }

    private Optional<Double> summed(Function<FieldValues, Optional<Double>> value) {
        return value.apply(whole)
                .or(() -> all(instance -> value.apply(instance.values())).map(DcgmDevice::sum));
    }

    /** Empty unless every instance has the value, because the activity of the others would be unknown. */
    private Optional<List<Double>> all(Function<MigInstance, Optional<Double>> value) {
        List<Double> known =
                instances.values().stream().map(value).flatMap(Optional::stream).toList();
        return known.isEmpty() || known.size() < instances.size() ? Optional.empty() : Optional.of(known);
    }

    private static double sum(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double most(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /**
     * A MIG instance of a GPU.
     *
     * @param profile {@code 3g.40gb}; empty if absent
     */
    record MigInstance(String profile, FieldValues values) {

        private static final Pattern SLICES = Pattern.compile("(\\d{1,2})g\\..*");

        /** Number of slices of the GPU. */
        Optional<Double> slices() {
            Matcher slices = SLICES.matcher(profile);
            return slices.matches() ? Optional.of(Double.valueOf(slices.group(1))) : Optional.empty();
        }

        /** Activity in slices, times 100. */
        Optional<Double> work() {
            return slices().flatMap(slices -> values.get(DcgmField.ENGINES).map(engines -> engines * slices));
        }
    }

    /** Values of a GPU or of one MIG instance. */
    static final class FieldValues {

        private final Map<DcgmField, Double> values = new EnumMap<>(DcgmField.class);

        /** The exporter repeats a value for each pod that shares the GPU. */
        void put(DcgmField field, double value) {
            values.merge(field, value, Math::max);
        }

        Optional<Double> get(DcgmField field) {
            return Optional.ofNullable(values.get(field));
        }

        /** The total, or else the sum of used and free memory. */
        Optional<Double> memoryTotal() {
            return get(DcgmField.MEMORY_TOTAL)
                    .or(() -> get(DcgmField.MEMORY_USED)
                            .flatMap(used -> get(DcgmField.MEMORY_FREE).map(free -> used + free)));
        }
    }
}
