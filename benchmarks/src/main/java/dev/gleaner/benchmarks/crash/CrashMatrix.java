package dev.gleaner.benchmarks.crash;

import dev.gleaner.benchmarks.Benchmark;
import dev.gleaner.benchmarks.crash.agent.HaltAgent;
import dev.gleaner.benchmarks.crash.agent.HaltOrders;
import dev.gleaner.benchmarks.crash.agent.Point;
import dev.gleaner.test.AwsStandIn;
import dev.gleaner.test.RealKafka;
import dev.gleaner.test.RealPostgres;
import java.io.IOException;
import java.net.URI;
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

    private static final int SEEDS = 500;
    private static final int SEEDS_A_BATCH = 20;
    private static final int HALTS_A_BATCH = 3;

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
        Halting halting = new Halting(new HaltOrders(orders));
        halting.settle();
        URI aws = AwsStandIn.endpoint();
        ExecutorService threads = Executors.newFixedThreadPool(SEEDS_A_BATCH * 2);
        try (CountingProxy proxy = new CountingProxy(aws);
                Analyzer analyzer = new Analyzer(RealKafka.bootstrapServers());
                Actuators actuators = new Actuators(
                        folder,
                        AgentJar.write(folder) + "=" + orders + (forgetful ? HaltAgent.FORGETFUL : ""),
                        RealKafka.bootstrapServers(),
                        RealPostgres.freshDatabase(),
                        proxy.endpoint())) {
            Run run = new Run(actuators, new People(actuators), analyzer, proxy, new AwsEstate(aws), threads, halting);
            Tally tally = run.all(seeds);
            print(halting);
            return new Figure(
                    Long.toString(tally.sum()),
                    "second effects + lost decisions + broken chains (" + seeds + " seeds, " + actuators.halts()
                            + " halts)");
        } finally {
            threads.shutdownNow();
            System.out.println("the logs of the actuators are in " + folder);
        }
    }

    private record Run(
            Actuators actuators,
            People people,
            Analyzer analyzer,
            CountingProxy proxy,
            AwsEstate aws,
            ExecutorService threads,
            Halting halting) {

        Tally all(int seeds) throws Exception {
            System.out.println("seeds      actuators  halts  seconds  second effects  lost  broken  ends");
            Tally all = Tally.NONE;
            for (int first = 0; first < seeds; first += SEEDS_A_BATCH) {
                all = all.plus(batch(first, Math.min(first + SEEDS_A_BATCH, seeds)));
            }
            halting.requireEach(seeds / SEEDS_A_BATCH * HALTS_A_BATCH);
            return all;
        }

        private Tally batch(int first, int end) throws Exception {
            long start = System.nanoTime();
            int haltsBefore = actuators.halts();
            int count = 1 + first / SEEDS_A_BATCH % 2;
            aws.reset();
            actuators.run(count);
            List<Seed> seeds = new ArrayList<>();
            for (int number = first; number < end; number++) {
                seeds.add(Seed.of(number, aws));
            }
            Tally tally = new Batch(seeds, actuators, people, analyzer, proxy, aws, threads)
                    .run(halting, halting.next(HALTS_A_BATCH));
            System.out.printf(
                    "%4d-%-4d  %9d  %5d  %7d  %14d  %4d  %6d  %s%n",
                    first,
                    end - 1,
                    count,
                    actuators.halts() - haltsBefore,
                    Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                    tally.secondEffects(),
                    tally.lostDecisions(),
                    tally.brokenChains(),
                    tally.ends());
            return tally;
        }
    }

    private static void print(Halting halting) throws IOException {
        System.out.printf("%n%-20s", "halts");
        for (Point point : Point.values()) {
            System.out.printf("  %9s", point);
        }
        System.out.println();
        for (Deed deed : Deeds.ALL) {
            for (boolean isUndo : List.of(false, true)) {
                System.out.printf("%-20s", isUndo ? deed.undo() : deed.name());
                for (Point point : Point.values()) {
                    System.out.printf("  %9d", halting.taken().get(new Halting.Cell(deed, isUndo, point)));
                }
                System.out.println();
            }
        }
    }
}
