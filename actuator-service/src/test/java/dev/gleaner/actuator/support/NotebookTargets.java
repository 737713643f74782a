package dev.gleaner.actuator.support;

import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;

/** Notebook instances in the AWS stand-in. */
public final class NotebookTargets {

    private final SageMakerAsyncClient sageMaker =
            StandInClients.shared(SageMakerAsyncClient.class, SageMakerAsyncClient.builder());
    private final CloudWatchAsyncClient cloudWatch =
            StandInClients.shared(CloudWatchAsyncClient.class, CloudWatchAsyncClient.builder());

    /** One in service that nobody has opened, and of whose load nothing is known. */
    public Arn create() {
        String name = "notebook-" + UUID.randomUUID();
        return Arn.parse(sageMaker
                .createNotebookInstance(request -> request.notebookInstanceName(name)
                        .instanceType("ml.m5.xlarge")
                        .roleArn("arn:aws:iam::123456789012:role/notebook"))
                .join()
                .notebookInstanceArn());
    }

    /** The load of its processors in each hour of the last day, and in this one, as an agent on it publishes it. */
    public void loaded(Arn notebook, double percent) {
        new HourlyMetric(
                        "SageMakerNotebookInstances",
                        "cpu_usage_active",
                        List.of(HourlyMetric.dimension("notebook_instance_name", notebook.id())))
                .put(cloudWatch, 0, 24, percent);
    }

    /** Somebody opens it. */
    public void open(Arn notebook) {
        sageMaker
                .createPresignedNotebookInstanceUrl(request -> request.notebookInstanceName(notebook.id()))
                .join();
    }

    /** Somebody starts it, and stops it again. */
    public void restart(Arn notebook) {
        sageMaker
                .startNotebookInstance(request -> request.notebookInstanceName(notebook.id()))
                .join();
        sageMaker
                .stopNotebookInstance(request -> request.notebookInstanceName(notebook.id()))
                .join();
    }

    public String status(Arn notebook) {
        return sageMaker
                .describeNotebookInstance(request -> request.notebookInstanceName(notebook.id()))
                .join()
                .notebookInstanceStatusAsString();
    }
}
