package dev.gleaner.contracts.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {

    private static final SignalArchiveFileName NAME =
            new SignalArchiveFileName(Instant.parse("2026-11-25T15:42:00Z"), 7, 1234, 1300);

    @Test
    void shouldNameFilesAsEver() {
        assertThat(NAME.path())
                .isEqualTo("2026/11/25/15/signals-00007-00000000000000001234-00000000000000001300.pb.zst");
        assertThat(SignalArchiveFileName.of("any/where/" + NAME.path())).contains(NAME);
        assertThat(NAME.hour()).isEqualTo("2026-11-25T15:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026/11/25/15/signals-00007-00000000000000001234-00000000000000001300.pb.zst.part",
                "2026/13/25/15/signals-00007-00000000000000001234-00000000000000001300.pb.zst",
                "2026/11/25/15/signals-00007-00000000000000001300-00000000000000001234.pb.zst",
                "2026/11/25/15/signals-00007-99999999999999999999-99999999999999999999.pb.zst"
            })
    void shouldTakeNoOtherFileForOneOfItsOwn(String path) {
        assertThat(SignalArchiveFileName.of(path)).isEmpty();
    }

    @Test
    void shouldReadWhatWasWritten() throws Exception {
        Random random = new Random(3);
        List<byte[]> signals = new ArrayList<>();
        for (int length : new int[] {0, 1, 127, 128, 16_383, 16_384, 1 << 20}) {
            byte[] signal = new byte[length];
            random.nextBytes(signal);
            signals.add(signal);
        }

        assertThat(read(written(signals)))
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(signals);
        assertThat(read(written(List.of()))).isEmpty();
    }

    @Test
    void shouldTellOfAFileThatIsNotWhole() throws Exception {
        byte[] whole = written(List.of(new byte[1000], "signal".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        byte[] flipped = whole.clone();
        flipped[whole.length - 2] ^= 1;

        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> read(flipped)).isInstanceOf(IOException.class);
    }

    private static byte[] written(List<byte[]> signals) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (SignalArchiveWriter output = new SignalArchiveWriter(target)) {
            for (byte[] signal : signals) {
                output.append(signal);
            }
        }
        return target.toByteArray();
    }

    private static List<byte[]> read(byte[] file) throws IOException {
        List<byte[]> signals = new ArrayList<>();
        try (SignalArchiveReader input = new SignalArchiveReader(new ByteArrayInputStream(file))) {
            for (byte[] signal = input.next(); signal != null; signal = input.next()) {
                signals.add(signal);
            }
        }
        return signals;
    }
}
