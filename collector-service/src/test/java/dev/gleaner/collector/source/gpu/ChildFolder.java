package dev.gleaner.collector.source.gpu;

import dev.gleaner.collector.GpuFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A host whose nvidia-smi prints two minutes of one card and ends; files beside it change what it does. */
public final class ChildFolder {

    public static final String CARD = "GPU-c411d";

    private ChildFolder() {}

    /** Makes it, and returns the settings by which it is found. */
    public static Map<String, String> make() throws IOException {
        Path folder = Files.createTempDirectory("child");
        Path program = GpuFolder.nvidiaSmi(folder);
        Files.writeString(folder.resolve("says"), "WARNING: infoROM is corrupted at gpu 0000:00:1E.0\n");
        Files.writeString(
                folder.resolve("processes"),
                "gpu_uuid, pid, process_name, used_gpu_memory [MiB]\n" + CARD + ", 1, python a,b.py, 5 MiB\n");
        Files.writeString(
                folder.resolve("lines"),
                "timestamp, uuid, utilization.gpu [%], clocks.current.sm [MHz]\n"
                        + "2026/03/01 10:00:15.000, " + CARD + ", 5 %, 345 MHz\n"
                        + "2026/03/01 10:00:30.000, " + CARD + ", 6 %, 345 MHz\n"
                        + "2026/03/01 10:01:00.000, " + CARD + ", 7 %, [N/A]\n");
        return Map.of(
                "collector.gpu.instance",
                GpuFolder.INSTANCE,
                "collector.gpu.nvidia-smi.enabled",
                "true",
                "collector.gpu.nvidia-smi.path",
                program.toString());
    }
}
