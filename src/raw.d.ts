// `import text from './file.css?raw'`: understood by the bundler and by the test runner alike.
declare module '*?raw' {
  const text: string;
  export default text;
}
