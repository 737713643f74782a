package dev.gleaner.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** A folder of recordings that the application under test watches, and tokens. */
public final class GpuFolder {

    /** The one of the recordings. */
    public static final String INSTANCE = "arn:aws:ec2:eu-west-1:444455556666:instance/i-0c0ffee";

    private GpuFolder() {}

    /** Makes it, and returns the settings by which it is found. */
    public static Map<String, String> make() throws IOException {
        Path folder = Files.createTempDirectory("gpu");
        Path tokens = folder.resolve("tokens");
        Files.writeString(
                tokens,
                "sender-token agent ingest\nlab-token lab ingest\nreader-token person viewer,approver,operator\n");
        Files.createDirectory(folder.resolve("recording"));
        return Map.of(
                "gleaner.access.token-file",
                tokens.toString(),
                "collector.gpu.recording",
                folder.resolve("recording").toString(),
                "collector.gpu.instance",
                INSTANCE,
                "collector.gpu.zone",
                "Europe/Paris",
                "collector.gpu.interval",
                "PT1S",
                "collector.gpu.body-limit",
                "2M",
                "collector.ingest.services.lab",
                "lab-ranker,lab-search",
                "collector.ingest.accounts.lab",
                "444455556666");
    }

    /** An nvidia-smi that knows the usual fields and prints what the files beside it hold. */
    public static Path nvidiaSmi(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("help"),
                "\"timestamp\"\n\"uuid\" or \"gpu_uuid\"\n\"utilization.gpu\"\n\"clocks.current.sm\" or \"clocks.sm\"\n");
        Path program = Files.write(folder.resolve("nvidia-smi"), Bytes.ofResource("gpu/nvidia-smi"));
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
}
