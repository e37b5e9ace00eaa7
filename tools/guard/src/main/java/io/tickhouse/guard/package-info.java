/** Keeps web pages out of the local services, which have no login. Knows nothing of ours. */
package io.tickhouse.guard;
