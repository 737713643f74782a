package dev.gleaner.collector.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gleaner.collector.Bytes;
import dev.gleaner.test.SeededTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the host has no libdeflate, the cases that inflate files at once are skipped. */
class GzipFileInflaterTest {

    private static final byte[] CONTENT = Bytes.ofResource("cloudtrail/storage.json");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldInflateAFile(boolean atOnce) throws IOException {
        assertThat(open(Bytes.gzip(CONTENT), atOnce).readAllBytes()).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldInflateEmptyContent(boolean atOnce) throws IOException {
        assertThat(open(Bytes.gzip(new byte[0]), atOnce).readAllBytes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldInflateAllMembers(boolean atOnce) throws IOException {
        byte[] file = concatenated(Bytes.gzip("one".getBytes(UTF_8)), Bytes.gzip("two".getBytes(UTF_8)));

        assertThat(open(file, atOnce).readAllBytes()).isEqualTo("onetwo".getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldInflateLargeContentAsAStream(boolean atOnce) throws IOException {
        byte[] content = new byte[40_000_000];

        assertThat(open(Bytes.gzip(content), atOnce).readAllBytes()).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldInflateALargeFileAsAStream(boolean atOnce) throws IOException {
        byte[] content = new byte[5_000_000];
        new Random(1).nextBytes(content);

        assertThat(open(Bytes.gzip(content), atOnce).readAllBytes()).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRejectAFileWithoutTheHeaderOfGzip(boolean atOnce) {
        assumeLibdeflate(atOnce);

        assertThatThrownBy(() -> open(CONTENT, atOnce)).isInstanceOf(ZipException.class);
    }

    @SeededTest(300)
    void shouldReadOfADamagedFileWhatAStreamReads(long seed) {
        byte[] damaged = damaged(new Random(seed));

        assertThat(outcome(damaged, true)).isEqualTo(outcome(damaged, false));
    }

    private static byte[] damaged(Random random) {
        byte[] file = Bytes.gzip(CONTENT);
        int at = random.nextInt(file.length);
        switch (random.nextInt(4)) {
            case 0 -> file = Arrays.copyOf(file, at);
            case 1 -> file = concatenated(file, Arrays.copyOf(file, at));
            case 2 -> file[file.length - 1 - random.nextInt(8)] += (byte) (1 + random.nextInt(255));
            default -> file[at] += (byte) (1 + random.nextInt(255));
        }
        return file;
    }

    /** The bytes that could be read, and the error after them. */
    private static String outcome(byte[] file, boolean atOnce) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        String end = "end";
        try (InputStream content = open(file, atOnce)) {
            content.transferTo(read);
        } catch (IOException e) {
            end = e.toString();
        }
        return end + " after " + Arrays.toString(read.toByteArray());
    }

    private static InputStream open(byte[] file, boolean atOnce) throws IOException {
        assumeLibdeflate(atOnce);
        return GzipFileInflater.open(new ByteArrayInputStream(file), atOnce);
    }

    private static void assumeLibdeflate(boolean isNeeded) {
        assumeThat(isNeeded && !GzipFileInflater.Libdeflate.IS_PRESENT)
                .as("libdeflate is missing")
                .isFalse();
    }

    private static byte[] concatenated(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
