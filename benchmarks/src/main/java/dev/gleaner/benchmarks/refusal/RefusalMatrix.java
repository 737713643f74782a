package dev.gleaner.benchmarks.refusal;

import dev.gleaner.benchmarks.Benchmark;
import dev.gleaner.contracts.confirmation.Confirmation;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Status;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.topic.CloudEvents;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.AwsProxy;
import dev.gleaner.test.AwsStandIn;
import dev.gleaner.test.Database;
import dev.gleaner.test.FreePort;
import dev.gleaner.test.RealKafka;
import dev.gleaner.test.RealPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Every reason that must refuse, for each action to which it applies: the packaged actuator with a real broker and a real
 * database, in front of the AWS stand-in behind a proxy that counts the calls which change something. None may.
 */
public final class RefusalMatrix implements Benchmark {

    static final String CHECKPOINTS = "s3://checkpoints-of-the-matrix/run/";

    private static final Path FOLDER = Path.of("benchmarks/target/refusal-matrix");

    @Override
    public String name() {
        return "refusal-matrix";
    }

    @Override
    public String summary() {
        return "calls to AWS that change something although an action must be refused";
    }

    @Override
    public Figure run(List<String> arguments) throws IOException {
        Files.createDirectories(FOLDER);
        try (Matrix matrix = new Matrix()) {
            return new Figure(Long.toString(matrix.run()), "calls");
        }
    }

    private static final class Matrix implements AutoCloseable, Attempt.Stage {

        private final Database database = RealPostgres.freshDatabase();
        private final AwsProxy proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        private final Estate estate = new Estate();
        private final KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", RealKafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        private final List<Attempt> attempts = new ArrayList<>();
        private Service service;

        Matrix() throws IOException {
            estate.named(Arn.bucket("checkpoints-of-the-matrix"), "run/step-1000");
            Files.writeString(FOLDER.resolve("tokens"), """
                viewer-token vera viewer
                first-token anna viewer,approver
                second-token bert viewer,approver
                operator-token olga viewer,operator
                """);
            service = acting(false);
        }

        long run() throws IOException {
            stage(Row.Stage.CALM);
            attempts.addAll(attempt(List.of(Rows.control())));
            turnKillSwitch(true);
            stage(Row.Stage.KILL_SWITCH);
            turnKillSwitch(false);
            service.close();
            service = acting(true);
            stage(Row.Stage.DRY_RUN);
            service.close();
            service = acting(false);
            stage(Row.Stage.FAULTS);
            stage(Row.Stage.THROTTLED);
            return new Table(attempts, startsWithoutCalendar(), strays()).print();
        }

        private void stage(Row.Stage stage) {
            attempts.addAll(attempt(
                    Rows.all().stream().filter(row -> row.stage() == stage).toList()));
        }

        private List<Attempt> attempt(List<Row> rows) {
            List<Attempt> all = new ArrayList<>();
            for (Row row : rows) {
                row.effects().forEach(effect -> all.add(new Attempt(row, effect, this)));
            }
            all.forEach(this::find);
            producer.flush();
            all.forEach(Attempt::awaitPlan);
            all.forEach(attempt -> attempt.row().planned().accept(attempt));
            all.forEach(attempt -> attempt.row().decide().accept(attempt));
            all.forEach(attempt -> attempt.row().decided().accept(attempt));
            all.forEach(Attempt::awaitEnd);
            return all;
        }

        private void find(Attempt attempt) {
            Finding finding = attempt.finding(1, Status.OPEN);
            attempt.row()
                    .subject()
                    .confirmation()
                    .apply(Instant.now())
                    .ifPresent(confirmation -> confirm(finding.id(), confirmation));
            send(finding);
        }

        private void confirm(String finding, Confirmation confirmation) {
            put(new ProducerRecord<>(Topic.CONFIRMATIONS.topicName(), finding, Json.bytes(confirmation)));
        }

        @Override
        public void send(Finding finding) {
            put(new ProducerRecord<>(
                    Topic.FINDINGS.topicName(), null, finding.id(), Json.bytes(finding), CloudEvents.of(finding)));
        }

        private void put(ProducerRecord<String, byte[]> record) {
            try {
                producer.send(record).get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("Kafka did not take a record", e);
            }
        }

        /** Calls that change something and that no attempt accounts for. */
        private long strays() {
            return proxy.calls().stream()
                    .filter(Attempt::isChange)
                    .filter(call -> attempts.stream()
                            .noneMatch(attempt -> attempt.changes().test(call)))
                    .count();
        }

        /** Whether it starts with change windows that nobody can read. */
        private boolean startsWithoutCalendar() throws IOException {
            Map<String, String> settings = settings(true);
            settings.put("actuator.guard.windows[0].zone", "Europe/Atlantis");
            try (Service unreadable =
                    Service.launch(FreePort.find(), settings, environment(), FOLDER.resolve("without-calendar.log"))) {
                return unreadable.comesUp();
            }
        }

        private Service acting(boolean dryRun) throws IOException {
            Path log = FOLDER.resolve(dryRun ? "dry-run.log" : "acting.log");
            Service started = Service.launch(FreePort.find(), settings(dryRun), environment(), log);
            if (!started.comesUp()) {
                throw new IllegalStateException("the actuator did not start; see " + log);
            }
            sql("insert into budget values ('" + Rows.WITHOUT_BUDGET + "/actions', '" + Rows.WITHOUT_BUDGET
                    + "', 'actions', -1000000, now()), ('" + Rows.EXPIRING + "/actions', '" + Rows.EXPIRING
                    + "', 'actions', -1000000, now()) on conflict do nothing");
            return started;
        }

        /** A process list does not show it. */
        private Map<String, String> environment() {
            return Map.of(
                    "ACTUATOR_DATABASE_URL", database.reactiveUrl(),
                    "ACTUATOR_DATABASE_USERNAME", database.username(),
                    "ACTUATOR_DATABASE_PASSWORD", database.password());
        }

        private Map<String, String> settings(boolean dryRun) {
            Map<String, String> settings = new HashMap<>();
            settings.put("kafka.bootstrap.servers", RealKafka.bootstrapServers());
            settings.put("actuator.aws.endpoint", proxy.endpoint().toString());
            settings.put("actuator.aws.call-timeout", "3s");
            settings.put("gleaner.access.token-file", FOLDER.resolve("tokens").toString());
            settings.put("actuator.audit.heads-folder", FOLDER.resolve("heads").toString());
            settings.put("actuator.audit.key-file", FOLDER.resolve("heads.key").toString());
            settings.put("actuator.slack.port", Integer.toString(FreePort.find()));
            if (!dryRun) {
                settings.put("actuator.dry-run", "false");
            }
            patience(settings);
            guards(settings);
            System.getProperties().forEach((key, value) -> {
                if (key.toString().startsWith("aws.")) {
                    settings.put(key.toString(), value.toString());
                }
            });
            return settings;
        }

        /** What takes minutes otherwise. */
        private static void patience(Map<String, String> settings) {
            settings.put("actuator.proposal.plan-retry", "1s");
            settings.put("actuator.execution.poll", "PT0.2S");
            settings.put("actuator.execution.retry", "1s");
            settings.put("actuator.execution.attempts", "2");
            settings.put("actuator.execution.settle", "1s");
            settings.put("actuator.execution.observation", "10s");
        }

        /** Rows that fail on purpose halt nothing; those about waves bring their own. */
        private static void guards(Map<String, String> settings) {
            settings.put(
                    "actuator.guard.accounts",
                    String.join(
                            ",",
                            Estate.ACCOUNT,
                            Rows.PROTECTED,
                            Rows.WITHOUT_BUDGET,
                            Rows.WITH_WAVE,
                            Rows.HALTED,
                            Rows.EXPIRING));
            settings.put("actuator.guard.protected-accounts", Rows.PROTECTED);
            settings.put("actuator.guard.canary.first", "1000");
            settings.put("actuator.guard.canary.threshold", "0.99");
            settings.put("actuator.guard.budget.account-actions", "1000");
            settings.put("actuator.guard.budget.total-actions", "1000");
            LocalDate later = LocalDate.now(ZoneOffset.UTC).plusDays(3);
            settings.put(
                    "actuator.guard.windows[0].days",
                    later.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
            settings.put("actuator.guard.windows[0].from", "10:00");
            settings.put("actuator.guard.windows[0].to", "11:00");
            settings.put("actuator.guard.windows[0].zone", "UTC");
            settings.put("actuator.guard.windows[0].environments", "frozen");
        }

        private void turnKillSwitch(boolean on) {
            if (service.status("PUT", "/api/kill-switch", "operator", Map.of("on", on)) != 200) {
                throw new IllegalStateException("the kill switch does not move");
            }
        }

        @Override
        public void sql(String statement) {
            try (Connection connection =
                            DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                    Statement run = connection.createStatement()) {
                run.execute(statement);
            } catch (SQLException e) {
                throw new IllegalStateException(statement, e);
            }
        }

        @Override
        public Estate estate() {
            return estate;
        }

        @Override
        public AwsProxy proxy() {
            return proxy;
        }

        @Override
        public Service service() {
            return service;
        }

        @Override
        public void close() {
            service.close();
            producer.close();
            proxy.close();
        }
    }
}
