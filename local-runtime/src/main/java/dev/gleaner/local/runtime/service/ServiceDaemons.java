package dev.gleaner.local.runtime.service;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.RunSecrets;
import dev.gleaner.local.runtime.kafka.KafkaDaemon;
import dev.gleaner.local.runtime.kafka.KafkaSecurity;
import dev.gleaner.local.runtime.postgres.PostgresDaemon;
import dev.gleaner.local.runtime.postgres.PostgresDatabase;
import dev.gleaner.local.runtime.process.DaemonSpec;
import dev.gleaner.local.runtime.process.JavaCommandLine;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The processes of the three services, configured for a local run. */
public final class ServiceDaemons {

    /** Names of their pid files and logs. */
    public static final String COLLECTOR = "collector";

    public static final String ANALYZER = "analyzer";
    public static final String ACTUATOR = "actuator";

    /** The signing secret of a Slack app, if the user has set one. */
    private static final String SLACK_SECRET = "ACTUATOR_SLACK_SIGNING_SECRET";

    private final RunFolder run;
    private final RunPorts ports;
    private final RunSecrets secrets;
    private final RunMode mode;
    private final KafkaSecurity security;

    public ServiceDaemons(RunFolder run, RunPorts ports, RunSecrets secrets, RunMode mode) {
        this.run = run;
        this.ports = ports;
        this.secrets = secrets;
        this.mode = mode;
        this.security = new KafkaSecurity(run);
    }

    /** The collector, with the sources of the mode. */
    public DaemonSpec collector() throws IOException {
        Map<String, String> settings = common();
        settings.putAll(mode.collectorSettings(ports));
        run.recordedTrail().ifPresent(folder -> settings.put("collector.cloudtrail.folder", folder.toString()));
        Map<String, String> environment = mode.awsEnvironment();
        environment.put("COLLECTOR_METRIC_STREAM_ACCESS_KEY", secrets.firehoseKey());
        environment.putAll(security.environment(ServiceTopicAccess.COLLECTOR));
        return new ServiceJar(COLLECTOR, ports.collector(), JavaCommandLine.OPTIMIZED, settings, environment).daemon();
    }

    /** The analyzer, which keeps its state in the data of the run. */
    public DaemonSpec analyzer() {
        Map<String, String> settings = common();
        settings.putAll(mode.analyzerSettings());
        // A transaction costs the same for a record and for thousands, and a row that changes several times in it is
        // written once.
        settings.put("kafka-streams.commit.interval.ms", "1000");
        settings.put("analyzer.state-dir", run.data(ANALYZER).toString());
        return new ServiceJar(
                        ANALYZER,
                        ports.analyzer(),
                        List.of(),
                        settings,
                        security.environment(ServiceTopicAccess.ANALYZER))
                .daemon();
    }

    /** The actuator, which acts if the mode allows it. */
    public DaemonSpec actuator() {
        Map<String, String> settings = common();
        settings.putAll(mode.actuatorSettings(ports));
        settings.put("actuator.audit.heads-folder", run.data("audit-heads").toString());
        settings.put("actuator.slack.port", Integer.toString(ports.slack()));
        Map<String, String> environment = mode.awsEnvironment();
        PostgresDatabase database = PostgresDaemon.database(ports, secrets.databasePassword());
        environment.put("ACTUATOR_DATABASE_URL", database.reactiveUrl());
        environment.put("ACTUATOR_DATABASE_USERNAME", PostgresDaemon.USER);
        environment.put("ACTUATOR_DATABASE_PASSWORD", secrets.databasePassword());
        environment.putAll(security.environment(ServiceTopicAccess.ACTUATOR));
        if (System.getenv(SLACK_SECRET) == null) {
            // Two approvers for scripts that sign clicks, since some decisions need two.
            environment.put(SLACK_SECRET, secrets.slackSigningSecret());
            settings.put("actuator.slack.approvers.U0LOCAL1", "approver,operator");
            settings.put("actuator.slack.approvers.U0LOCAL2", "approver,operator");
        }
        return new ServiceJar(ACTUATOR, ports.actuator(), List.of(), settings, environment).daemon();
    }

    private Map<String, String> common() {
        Map<String, String> settings = new HashMap<>();
        security.clientProperties(new KafkaDaemon(run, ports).bootstrapServers())
                .forEach((key, value) -> settings.put("kafka." + key, value));
        settings.put("gleaner.access.token-file", secrets.tokenFile().toString());
        settings.put("gleaner.topics.signals-partitions", "6");
        return settings;
    }
}
