/** The types of @platformatic/kafka speak of this package, which brings none: so much of it as they need. */
declare module 'debug' {
  namespace debug {
    type Debugger = (...what: readonly unknown[]) => void;
  }
  const debug: unknown;
  export default debug;
}
