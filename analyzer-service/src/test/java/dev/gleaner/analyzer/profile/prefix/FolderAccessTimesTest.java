package dev.gleaner.analyzer.profile.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FolderAccessTimesTest {

    /** Accesses in the format before. */
    private static final String BEFORE =
            "010600ffffffffffffffffff01ffffffffffffffffff0106646174656e2fffffffffffffffffff01ffffffffffffffffff01"
                    + "0e646174656e2f6772c3b6c39f652fbffe1dffffffffffffffffff0114646174656e2f6772c3b6c39f652f72756e2d312fff"
                    + "ffffffffffffffff0190f41d14646174656e2f6772c3b6c39f652f72756e2d322fa9ec1dbffe1d076d6f64656c732fffffff"
                    + "ffffffffffff01befe1d";

    private final FolderAccessTimes times = new FolderAccessTimes();

    @Test
    void shouldTellTheLastAccessBelowARun() {
        times.add("checkpoints/run-1/step-5/", true, 7);
        times.add("checkpoints/run-1/", true, 5);
        times.add("checkpoints/run-10/step-5/", true, 9);

        assertThat(times.lastHour("checkpoints/run-1/")).hasValue(7);
        assertThat(times.lastHour("checkpoints/run-10/")).hasValue(9);
        assertThat(times.lastHour("checkpoints/run-2/")).isEmpty();
    }

    /** It may have been of any of them. */
    @Test
    void shouldCountAnAccessAtAnUnknownPlaceForAllRunsBelow() {
        times.add("checkpoints/", false, 7);
        times.add("checkpoints/", true, 9);

        assertThat(times.lastHour("checkpoints/run-1/")).hasValue(7);
        assertThat(times.lastHour("other/")).isEmpty();
    }

    /** Both runs have files in the folder. */
    @Test
    void shouldCountAnAccessInAFolderForAllRunsThatBeginInIt() {
        times.add("checkpoints/", true, 7);

        assertThat(times.lastHour("checkpoints/run-a_")).hasValue(7);
        assertThat(times.lastHour("checkpoints/run-b_")).hasValue(7);
    }

    @SeededTest(100)
    void shouldNotDependOnTheOrderOfAccesses(long seed) {
        Random random = new Random(seed);
        List<FolderAccess> accesses = accesses(random);
        int limit = 1 + random.nextInt(20);
        FolderAccessTimes inOrder = all(accesses, limit);

        accesses.addAll(accesses.subList(0, 20));
        Collections.shuffle(accesses, random);

        assertThat(all(accesses, limit)).isEqualTo(inOrder);
    }

    /** However few folders have a time of their own, no run looks as if nobody had accessed it since. */
    @SeededTest(100)
    void shouldNeverMissAnAccess(long seed) {
        Random random = new Random(seed);
        List<FolderAccess> accesses = accesses(random);
        FolderAccessTimes few = all(accesses, 1 + random.nextInt(20));
        FolderAccessTimes merged = new FolderAccessTimes(1 + random.nextInt(20));
        merged.addAll(all(accesses.subList(0, 30), 10));
        merged.addAll(all(accesses.subList(30, accesses.size()), 10));

        for (FolderAccess access : accesses) {
            for (String run = access.folder(); !run.isEmpty(); run = parent(run)) {
                assertThat(few.lastHour(run).orElse(-1)).isGreaterThanOrEqualTo(access.hour());
                assertThat(merged.lastHour(run).orElse(-1)).isGreaterThanOrEqualTo(access.hour());
            }
        }
    }

    @SeededTest(100)
    void shouldKeepWhatIsWritten(long seed) {
        FolderAccessTimes written = all(accesses(new Random(seed)), FolderAccessTimes.FOLDERS);
        RowBuffer row = RowBuffer.ofSize(8);
        written.write(row);

        assertThat(FolderAccessTimes.read(RowBuffer.of(row.toBytes()))).isEqualTo(written);
    }

    @Test
    void shouldReadTheFormatBefore() {
        times.add("daten/größe/", true, 491_327);
        times.add("daten/größe/run-1/", false, 490_000);
        times.add("daten/größe/run-2/", true, 489_001);
        times.add("daten/größe/run-2/", false, 491_327);
        times.add("models/", false, 491_326);

        assertThat(FolderAccessTimes.read(RowBuffer.of(HexFormat.of().parseHex(BEFORE))))
                .isEqualTo(times);
    }

    @Test
    void shouldKeepNoAccess() {
        RowBuffer row = RowBuffer.ofSize(8);
        times.write(row);

        assertThat(FolderAccessTimes.read(RowBuffer.of(row.toBytes()))).isEqualTo(times);
    }

    @Test
    void shouldTakeFewBytesForAFolderOfOneHour() {
        for (int part = 10; part < 60; part++) {
            times.add("part-" + part + "/", false, 491_327);
        }
        RowBuffer row = RowBuffer.ofSize(8);
        times.write(row);

        assertThat(row.toBytes().length).isLessThan(50 * 3 + 40);
    }

    @Test
    void shouldForgetWhatWasBeforeAnHour() {
        times.add("a/", true, 7);
        times.add("b/", true, 8);

        assertThat(times.since(8).lastHour("a/")).isEqualTo(OptionalLong.empty());
        assertThat(times.since(8).lastHour("b/")).hasValue(8);
    }

    private static FolderAccessTimes all(List<FolderAccess> accesses, int limit) {
        FolderAccessTimes all = new FolderAccessTimes(limit);
        accesses.forEach(access -> all.add(access.folder(), access.isExact(), access.hour()));
        return all;
    }

    private static List<FolderAccess> accesses(Random random) {
        List<FolderAccess> accesses = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            StringBuilder folder = new StringBuilder();
            int depth = random.nextInt(5);
            for (int level = 0; level < depth; level++) {
                folder.append("abcd".charAt(random.nextInt(4))).append('/');
            }
            accesses.add(new FolderAccess(folder.toString(), random.nextBoolean(), random.nextInt(1_000)));
        }
        return accesses;
    }

    private static String parent(String folder) {
        return folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
    }

    private record FolderAccess(String folder, boolean isExact, long hour) {}
}
