package dev.gleaner.collector.source.gpu.smi;

import dev.gleaner.collector.source.gpu.GpuSignalFactory;
import dev.gleaner.contracts.signal.proto.Gpu;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Reads output of nvidia-smi in memory, without a source, for backtests. */
public final class OfflineSmiReader {

    private OfflineSmiReader() {}

    /**
     * The readings of each minute; unreadable lines are left out.
     *
     * @param text GPUs and then optionally their processes, each with its header line
     * @param zone of the host that printed it
     * @param now lines with a later time can't be read
     * @throws IllegalArgumentException if it is not output of nvidia-smi
     */
    public static List<Gpu> minutes(String text, ZoneId zone, Instant now) {
        try {
            ParsedSmiOutput reading = ParsedSmiOutput.of(text, new HostTimestampParser(zone), now);
            return GpuSignalFactory.MinuteAggregator.aggregate(reading.readings()).stream()
                    .map(GpuSignalFactory.MinuteAggregator.Minute::gpu)
                    .toList();
        } catch (ParsedSmiOutput.Unusable e) {
            throw new IllegalArgumentException("not printed by nvidia-smi: " + e.getMessage(), e);
        }
    }
}
