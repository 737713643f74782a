package dev.gleaner.collector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A folder with listings of volumes from before the start of the application under test. */
final class PastListings {

    static final String VOLUME = "vol-0a57a57a57a57a57a";

    /** When the volume was listed as attached, and then as unattached. */
    @SuppressWarnings("TimeInStaticInitializer") // the application under test is started once
    static final Instant ATTACHED = Instant.now().minus(Duration.ofDays(20)).truncatedTo(ChronoUnit.SECONDS);

    static final Instant UNATTACHED = ATTACHED.plus(Duration.ofDays(1));

    private PastListings() {}

    static Path folder() {
        try {
            Path folder = Files.createTempDirectory("past-listings");
            Path volumes = Files.createDirectories(folder.resolve("123456789012/eu-west-3/volumes"));
            put(
                    volumes.resolve("b.json"),
                    "in-use",
                    "{\"InstanceId\": \"i-0a57a57a57a57a57a\", \"State\": \"attached\"}",
                    ATTACHED);
            put(volumes.resolve("a.json"), "available", "", UNATTACHED);
            Files.writeString(volumes.resolve("broken.json"), "{\"Volumes\": ");
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(Path file, String state, String attachments, Instant written) throws IOException {
        Files.writeString(
                file,
                "{\"Volumes\": [{\"VolumeId\": \"%s\", \"State\": \"%s\", \"Attachments\": [%s]}]}"
                        .formatted(VOLUME, state, attachments));
        Files.setLastModifiedTime(file, FileTime.from(written));
    }
}
