package dev.gleaner.gpu.smi;

import java.util.List;

/** What is read of nvidia-smi's output, under the names that its versions print; the first one with a value counts. */
public enum SmiColumn {
    TIMESTAMP("timestamp"),
    UUID("uuid", "gpu_uuid"),
    BUS_ID("pci.bus_id", "gpu_bus_id"),
    INDEX("index"),
    NAME("name", "gpu_name"),
    PERSISTENCE("persistence_mode"),
    MIG("mig.mode.current"),
    UTILIZATION("utilization.gpu"),
    ENCODER("utilization.encoder"),
    DECODER("utilization.decoder"),
    MEMORY_USED("memory.used"),
    MEMORY_TOTAL("memory.total"),
    POWER_DRAW("power.draw", "power.draw.average", "power.draw.instant"),
    POWER_LIMIT("enforced.power.limit", "power.limit"),
    SM_CLOCK("clocks.current.sm", "clocks.sm"),
    SM_CLOCK_MAXIMUM("clocks.max.sm"),
    PROCESS("pid");

    private final List<String> names;

    SmiColumn(String... names) {
        this.names = List.of(names);
    }

    /** As versions of nvidia-smi print it, best first. */
    public List<String> names() {
        return names;
    }
}
