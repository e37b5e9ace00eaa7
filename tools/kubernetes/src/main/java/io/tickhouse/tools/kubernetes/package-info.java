/**
 * {@code tickhouse k8s}: the pipeline in a Kubernetes cluster.
 *
 * <p>All work is done by the user's own kubectl, helm and minikube, in the commands that
 * docs/kubernetes.md lists. What is known about their answers is in pure functions over kubectl's
 * JSON: {@code Readiness}, {@code PodProblem}, {@code Capacity}, {@code KubeConfig}, {@code
 * Complaint}.
 */
package io.tickhouse.tools.kubernetes;
