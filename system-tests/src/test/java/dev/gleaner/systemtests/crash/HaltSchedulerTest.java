package dev.gleaner.systemtests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.systemtests.crash.agent.HaltOrders;
import dev.gleaner.systemtests.environment.ActionScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The halts of a whole run, most of which take place. */
class HaltSchedulerTest {

    private static final Arn TARGET = Arn.instance("us-east-1", "123456789012", "i-0a");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldReachEveryPointInAWholeRun(long seed) throws Exception {
        Random random = new Random(seed);
        HaltScheduler haltScheduler = new HaltScheduler(new HaltOrders(folder), CrashMatrixCell.of(ActionScenario.ALL));

        for (int first = 0; first < CrashMatrix.SEEDS; first += CrashMatrix.SEEDS_A_BATCH) {
            List<CrashCase> seeds = IntStream.range(first, first + CrashMatrix.SEEDS_A_BATCH)
                    .mapToObj(number -> CrashCase.of(number, ActionScenario.ALL, scenario -> TARGET))
                    .toList();
            haltScheduler.scheduleHalts(seeds, false, CrashMatrix.HALTS_A_BATCH - CrashMatrix.LATE);
            takeHalts(random);
            haltScheduler.scheduleHalts(seeds, true, CrashMatrix.LATE);
            takeHalts(random);
            haltScheduler.collectTaken();
        }

        assertThat(haltScheduler.missing()).isEmpty();
    }

    /** Nine of ten orders are taken; of those that are reached late and share their round, one of three. */
    private void takeHalts(Random random) throws IOException {
        List<HaltOrders.Order> orders = new HaltOrders(folder).all();
        for (HaltOrders.Order order : orders) {
            boolean isAlone = orders.stream()
                    .noneMatch(other -> !other.equals(order) && other.round().equals(order.round()));
            boolean isLate = order.id().contains("end-quarantine");
            boolean isTaken = (isLate && !isAlone) ? random.nextInt(3) == 0 : random.nextInt(10) > 0;
            if (isTaken) {
                Files.createFile(folder.resolve(order.id()));
            }
        }
    }
}
