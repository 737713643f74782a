package dev.gleaner.benchmarks.crash;

import dev.gleaner.benchmarks.Benchmark;
import dev.gleaner.benchmarks.crash.agent.HaltAgent;
import dev.gleaner.benchmarks.crash.agent.HaltOrders;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.kafka.RealKafka;
import dev.gleaner.test.postgres.PostgresDatabase;
import dev.gleaner.test.postgres.RealPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Real actuators on a real broker and a real database are halted at every step of every action, while people click twice and
 * findings are delivered again. Whatever happens, AWS is called once a step and every yes comes to an end.
 */
public final class CrashMatrix implements Benchmark {

    static final int SEEDS = 500;
    static final int SEEDS_A_BATCH = 20;
    static final int HALTS_A_BATCH = 3;

    /** How many of them are of what people take back; what they approve has more points that only one action may stand at. */
    static final int LATE = 1;

    @Override
    public String name() {
        return "crash-matrix";
    }

    @Override
    public String summary() {
        return "second effects, lost decisions and broken audits when actuators are halted anywhere ([seeds, else 500]"
                + " [forgetful: with a planted fault])";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        int seeds = arguments.isEmpty() ? SEEDS : Integer.parseInt(arguments.get(0));
        boolean forgetful = arguments.contains("forgetful");
        Path folder = Files.createTempDirectory("crash-matrix");
        Path orders = Files.createDirectories(folder.resolve("orders"));
        AwsEstate aws = new AwsEstate(AwsStandIn.endpoint());
        PostgresDatabase database = RealPostgres.freshDatabase();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (AwsProxy proxy = AwsProxy.start(0, AwsStandIn.endpoint());
                Analyzer analyzer = new Analyzer(RealKafka.bootstrapServers());
                Actuators actuators = new Actuators(
                        folder,
                        AgentJar.write(folder) + "=" + orders + (forgetful ? HaltAgent.FORGETFUL : ""),
                        RealKafka.bootstrapServers(),
                        database,
                        proxy.endpoint())) {
            People people = new People(actuators);
            Surroundings around = new Surroundings(
                    actuators, people, analyzer, proxy, aws, new Quarantine(database, aws, people), threads);
            return new Run(around, Deeds.possible(aws), new HaltOrders(orders)).all(seeds);
        } finally {
            threads.shutdownNow();
            System.out.println("the logs of the actuators are in " + folder);
        }
    }

    private static final class Run {

        private final Surroundings around;
        private final List<Deed> deeds;
        private final Halting halting;

        Run(Surroundings around, List<Deed> deeds, HaltOrders orders) {
            this.around = around;
            this.deeds = deeds;
            this.halting = new Halting(orders, Cell.of(deeds));
        }

        Figure all(int seeds) throws Exception {
            System.out.println(Tally.HEADER);
            Tally all = Tally.NONE;
            for (int first = 0; first < seeds; first += SEEDS_A_BATCH) {
                all = all.plus(batch(first, Math.min(first + SEEDS_A_BATCH, seeds)));
            }
            HaltTable.print(deeds, halting.taken());
            requireHalts(seeds);
            return new Figure(
                    Long.toString(all.sum()),
                    "second effects + lost decisions + broken chains (" + seeds + " seeds, "
                            + around.actuators().halts() + " halts)");
        }

        private Tally batch(int first, int end) throws Exception {
            long start = System.nanoTime();
            int haltsBefore = around.actuators().halts();
            int number = first / SEEDS_A_BATCH;
            // One actuator, then two, then two again: each change of their number is a start or a stop.
            int count = 1 + (number + 1) / 2 % 2;
            around.aws().reset();
            around.proxy().clearCalls();
            around.actuators().run(count);
            List<Seed> seeds = new ArrayList<>();
            for (int seed = first; seed < end; seed++) {
                seeds.add(Seed.of(seed, deeds, around.aws()));
            }
            Tally tally = new Batch(seeds, around).run(halting, HALTS_A_BATCH - LATE, LATE);
            tally.print(
                    first + "-" + (end - 1),
                    count,
                    around.actuators().halts() - haltsBefore,
                    Duration.ofNanos(System.nanoTime() - start));
            return tally;
        }

        /** Where nothing was halted nothing is shown; a whole run has to come by everything. */
        private void requireHalts(int seeds) {
            boolean isAll = seeds >= SEEDS && !halting.missing().isEmpty();
            if (isAll || around.actuators().halts() == 0) {
                throw new IllegalStateException("actuators were never halted at "
                        + halting.missing().stream()
                                .map(cell -> cell.act().name() + " " + cell.point())
                                .toList());
            }
        }
    }
}
