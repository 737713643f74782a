package dev.gleaner.collector.source.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.Recordings;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recorded server access logs. Their expected numbers were counted by hand. */
class RecordedAccessLogsIT {

    private final Path folder = Recordings.folder("s3_access_logs/dandi_examples");

    @Test
    void shouldReadPartsAndWholeObjects() throws Exception {
        AccessLogBatch read = read("2020-01-01-05-06-35-0123456789ABCDEF");

        assertThat(read.records()).isEqualTo(3);
        assertThat(read.deadLetters().deadLetters()).isEmpty();
        assertThat(objects(read)).extracting(ObjectAccess::getBytes).containsExactly(384L, 1409L, 6284696L);
        assertThat(objects(read)).extracting(ObjectAccess::getEventId).first().isEqualTo("J42N2W7ET0EC03CV");
        assertThat(read.signals()).extracting(Signal::getResource).containsOnly("arn:aws:s3:::dandiarchive/ds006260/");
    }

    /** With a query and a user agent full of quotes, two records of one request, and a read of which no byte was sent. */
    @Test
    void shouldReadWhatScannersSend() throws Exception {
        AccessLogBatch read = read("2022-01-01-05-06-35-0123456789ABCDEF");

        assertThat(read.records()).isEqualTo(7);
        assertThat(read.failedCalls()).isEqualTo(1);
        assertThat(read.skipped()).containsEntry("nothing transferred", 2).hasSize(1);
        assertThat(objects(read)).extracting(ObjectAccess::getBytes).containsExactlyInAnyOrder(12L, 1194552L, 0L, 0L);
        assertThat(read.deadLetters().deadLetters()).isEmpty();
    }

    private AccessLogBatch read(String name) throws Exception {
        return AccessLogs.read(new NetworkLocator(), Files.readAllBytes(folder.resolve(name)), name, Long.MAX_VALUE);
    }

    private static List<ObjectAccess> objects(AccessLogBatch read) {
        return read.signals().stream()
                .flatMap(signal -> signal.getAccess().getObjectsList().stream())
                .toList();
    }
}
