/**
 * Keeps web pages out of the local services, which have no login. It does not depend on our other
 * modules.
 */
package io.tickhouse.guard;
